"""What the reference of the policy file says between its tables."""

from typing import Final

BEGINNING: Final = """\
# The policy file

One YAML file says what is forbidden and what follows: [config/policy.yaml](../config/policy.yaml),
or the file that `HAECHI_POLICY_FILE` names. A worker takes up a changed file by itself; a file with
a mistake is refused, and the one before stays in force. This page is what `haechi policy reference`
prints. [write-your-first-rule.md](write-your-first-rule.md) is the way in, and
[rules/](rules/README.md) says in words what the shipped rules do.

| command | does |
| --- | --- |
| `haechi policy check FILE` | tells every mistake with its line and what to write instead |
| `haechi policy test FILE` | runs the rules' own examples |
| `haechi policy explain RULE` | says in plain words what a rule does |
| `haechi replay` | runs recorded events through a policy |
| `haechi backtest` | shows what a change would have done on recorded events |

A duration is a whole number and `s`, `m`, `h` or `d`: `90s`, `30m`, `1h`, `7d`. A name that is not
listed here is refused, and so is a name that is written twice.
"""

CONDITIONS: Final = """\
## Conditions

All conditions under `when` must hold. A rule that listens to several topics asks a condition of the
events that can have it; of the others it asks nothing.

```yaml
when:
  commercial: {at_least: 0.8}     # a score from 0 to 1; also above, at_most, below, or two of them
  room_age: {at_most: 7d}         # a duration, likewise
  room_type: [group, open]        # one of some words
  own_space: false                # yes or no
```
"""

KINDS_OF_COUNTING: Final = """\
## Kinds of counting

`count.what` chooses one. Every kind takes `within` and `cooldown`; the last column lists what else
it takes.
"""

THRESHOLDS: Final = """\
### Thresholds of your choice

The kinds `events` and `similar-texts` take one or more of these, as far as every topic under `on`
has it. What is the same is counted once: five messages to one room are five `messages` and one of
`rooms`.
"""

EXAMPLES: Final = """\
## How examples are written

Every rule says what it must find and what it must leave alone; `haechi policy test` runs it.

```yaml
examples:
  fires:
    - name: one offer in five rooms within an hour
      events:
        - {on: chat-messages, sender_id: tout, room_id: "room-{n}", repeat: 5, every: 10m,
           text: "무료 종목 추천 리딩방 입장하세요 카톡 stock77"}
```

- `on` is the topic. The other names are fields of its events, below; ids may be anything.
- `repeat` makes so many events (up to 2,000), `every` apart (left out: one second). `{n}` in any
  field counts them from 1.
- `at` is the time after the beginning of the example, e.g. `61m`, or before it, e.g. `-3d`; left
  out, an event comes a second after the one before. Examples begin at noon of a Monday in Korea.
- In a list, `guest{1..40}` stands for forty entries.
"""
