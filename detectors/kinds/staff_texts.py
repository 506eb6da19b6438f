"""Owner, admins, or an account on one of their devices advertise in an open chat (clause A7)."""

from dataclasses import replace
from typing import Any, ClassVar

from config.durations import DAY_MS
from detectors.batch import EventBatch
from detectors.detector import Detector, Observed
from detectors.text_notes import write_note
from detectors.windows import Entry, Observation, WindowSpec

STAFF_KEPT_MS = 365 * DAY_MS
"""How long a room's owner, admins and their devices are remembered after they were last seen."""

SEEN_AGAIN_MS = 90 * DAY_MS
"""A device is noted anew this often: few entries, and none is forgotten while it is used. It is
dated by the beginning of this period, so that all batches of the period make one and the same
entry: their number must not push a room's state out of what a window keeps."""


class StaffTexts(Detector):
    """Counts the texts of a room's staff; whose they are is decided with the count."""

    topics: ClassVar[frozenset[str]] = frozenset({"chat-messages", "open-chat-rooms"})
    needs: ClassVar[frozenset[str]] = topics
    thresholds: ClassVar[tuple[str, ...]] = ("messages",)
    counting = "staff"
    counts_rooms = True

    def window(self) -> WindowSpec:
        """See `Detector.window`."""
        return replace(super().window(), support_ms=STAFF_KEPT_MS)

    def reach_ms(self) -> int:
        """See `Detector.reach_ms`; a device tells whose it is for as long as it is remembered."""
        return STAFF_KEPT_MS

    def observe(self, batch: EventBatch) -> list[Observed]:
        """Texts in open chats, the rooms' staff, and the devices that their staff uses."""
        if batch.topic == "open-chat-rooms":
            return [self._room(event) for event in batch.events if event.change != "closed"]
        rows = self.filters[batch.topic].rows(batch)
        acts = [self._act(batch, row) for row in rows if batch.events[row].room_type == "open"]
        return [*self._devices(batch), *acts]

    def _act(self, batch: EventBatch, row: int) -> Observation:
        message = batch.events[row]
        entry = Entry(
            event_id=message.event_id,
            at_ms=message.occurred_at_ms,
            identities=((message.event_id,),),
            account=message.sender_id,
            device=message.device_id or "",
            role="" if message.sender_role == "member" else message.sender_role,
            note=write_note(batch, row),
        )
        return Observation(self.spec, "room", message.room_id, entry)

    def _room(self, event: Any) -> Observation:
        entry = Entry(
            event_id=event.event_id,
            at_ms=event.occurred_at_ms,
            members=(event.owner_id, *event.admin_ids),
        )
        return Observation(self.spec, "room", event.room_id, entry, is_act=False)

    def _devices(self, batch: EventBatch) -> list[Observation]:
        """One support per room, device of its staff, and period in which it was seen."""
        seen = {
            (message.room_id, message.device_id, message.occurred_at_ms // SEEN_AGAIN_MS): None
            for message in batch.events
            if message.sender_role != "member" and message.room_type == "open" and message.device_id
        }
        return [
            Observation(
                self.spec,
                "room",
                room_id,
                Entry(
                    event_id=f"device:{device}:{period}",
                    at_ms=period * SEEN_AGAIN_MS,
                    device=device,
                ),
                is_act=False,
                standing=True,
            )
            for room_id, device, period in seen
        ]
