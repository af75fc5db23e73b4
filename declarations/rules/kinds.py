"""The kinds of document that firms send, as words, and the message that carries each."""

ORDER = "order"
PAYMENT = "payment"
WAYBILL = "waybill"
WAYBILL_STATUS = "waybill_status"
LIST = "list"
CANCELLATION = "cancellation"
RETURN = "return"
ARRIVAL = "arrival"

# What else a list may wait for: room in its guarantee, the end of a suspension or of a stop order.
GUARANTEE = "guarantee"
SUSPENSION = "suspension"
STOP = "stop"

KIND_OF_MESSAGE = {
    "311": ORDER,
    "411": PAYMENT,
    "511": WAYBILL,
    "513": WAYBILL_STATUS,
    "621": LIST,
    "623": CANCELLATION,
    "625": RETURN,
    "711": ARRIVAL,
}
