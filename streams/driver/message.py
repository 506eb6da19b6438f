"""The envelope in which Faust carries a batch to the agents."""

from faust.types import TP, ConsumerMessage

from streams.driver.batch import RecordBatch


def message_of(tp: TP, batch: RecordBatch, generation_id: int) -> ConsumerMessage:
    """One message whose value is the batch.

    It is marked as tracked and acknowledged, so that Faust's own bookkeeping never touches it: no
    acknowledgement by leaving the loop body, by an exception or by ``take()``, and nothing is
    added to its sets and lists. The generation lets Faust's streams drop what an old assignment
    left behind.
    """
    last = batch.records[-1]
    message = ConsumerMessage(
        batch.topic,
        batch.partition,
        batch.first_offset,
        last.timestamp / 1000,
        last.timestamp_type,
        (),
        None,
        batch,
        None,
        tp=tp,
        generation_id=generation_id,
    )
    message.acked = message.tracked = True
    return message
