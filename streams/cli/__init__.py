"""The command line. The list below is all there is: a command is one file and one line here."""

from collections.abc import Mapping
from typing import Final

from streams.cli.group import Commands, Listed

COMMANDS: Final[Mapping[str, Listed]] = {
    "demo": Listed("streams.cli.demo:demo", "Watch spam being found in real chat."),
    "worker": Listed("streams.cli.worker:worker", "Run the stream processor."),
    "topics": Listed("streams.cli.topics:topics", "Create the Kafka topics."),
    "replay": Listed("streams.cli.replay:replay", "Run recorded events through the rules."),
    "record": Listed("streams.cli.record:record", "Keep events from Kafka in a file."),
    "backtest": Listed("streams.cli.backtest:backtest", "Compare two policies on recorded events."),
    "classify": Listed("streams.cli.classify:classify", "Score texts for advertising."),
    "similar": Listed("streams.cli.similar:similar", "Cluster same-or-similar texts."),
    "policy": Listed("streams.cli.policy:policy", "Check, test and explain a policy file."),
    "schemas": Listed("streams.cli.schemas:schemas", "Write the JSON Schema of every topic."),
    "settings": Listed("streams.cli.settings:settings", "List every setting."),
}

main = Commands(
    COMMANDS,
    name="haechi",
    help="A streaming spam detector for messengers: Kafka events in, sanctions out.",
    epilog="Each command's --help shows an example. Settings are environment variables; "
    "'haechi settings' lists them.",
)
