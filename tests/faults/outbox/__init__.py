"""The outbox under faults: learners in Node with the real module, and real browsers, over a bad line to a
real server whose processes die."""
