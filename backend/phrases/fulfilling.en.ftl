# Errors
part-not_found = There is no shipment { $number }.
part-stale = Shipment { $number } has just been changed; look at it again first.
part-wrong_status = Shipment { $number } is { $status }; that is not possible in this state.
part-bad_quantity = Shipment { $number } does not hold these quantities.
part-bad_status = Unknown state of a shipment: { $status }.
part-no_carrier = Say who carries shipment { $number } (at most { $longest } characters).
part-no_reason = Say why part of shipment { $number } was refused (at most { $longest } characters).
order-nothing_to_ship = Nothing of order { $number } is in stock yet; it can be shipped once goods have come in.
order-nothing_open = Everything of order { $number } has left; nothing can be given up.
inventory-not_reserved = More should leave than is reserved.
# Order history
order-action-allocated = Handed to the warehouse
order-action-picking = Being picked
order-action-filled = Backorder reserved
order-action-delayed = Delivery day moved
# Notices
order-filled = The rest of order { $number } is reserved and planned for { $day }.
