# Errors
return-not_found = There is no return { $number }.
return-stale = Return { $number } has just been changed. Please look at it again first.
return-wrong_status = Return { $number } is { $status ->
        [REQUESTED] asked for
        [APPROVED] approved
        [RECEIVED] received
        [INSPECTED] inspected
        [CREDITED] credited
        [SETTLED] settled
        [REJECTED] refused
        [WITHDRAWN] withdrawn
       *[other] { $status }
    }; this step is not possible then.
return-bad_status = Unknown state of a return: { $status }.
return-own = You asked for return { $number } yourself. Somebody else has to decide on it.
return-no_reason = Say why (at most { $longest } characters).
return-nothing = Say which goods of order { $number } shall come back.
return-bad_line = Order { $number } has no line { $line } to return from, or the quantity is wrong.
return-too_many = At most { $left } of this line of order { $number } can still come back (you asked for { $asked }, in single units).
return-code_not_shipped = The lot or code { $code } was not in the shipment of order { $number }.
return-nothing_delivered = Nothing of order { $number } has arrived yet; goods can be returned once they have, or refused at the door.
return-none_delivered = No delivered goods of yours were found that could be returned.
return-too_late = Goods of order { $number } could be returned until { $day }. If there is something wrong with them, please contact the brand.
return-which_goods = Which goods of order { $number } shall come back? For example: { $goods }.
return-how_many = How much of { $goods } shall come back? For example "2 cases".
return-not_in_order = There is no "{ $goods }" in order { $number }.
return-bad_quantity = No more can be received than was asked for in return { $number }, and not nothing at all.
return-bad_outcome = What becomes of each line of return { $number } has to add up to what was received.
order-cancel_shipped = All goods of order { $number } have left, so it cannot be cancelled. They can be refused at the door or returned once they have arrived.
order-cancel_delivered = Order { $number } has been delivered, so it cannot be cancelled. You can ask to return goods, for example "return 2 cases of … from { $number }".
order-cancel_over = Order { $number } was cancelled or rejected already.
# History of an order
order-action-short_closed = The rest was given up
order-action-close_asked = The dealer asked to give up the rest
order-action-closed = Closed
order-action-return_requested = Return asked for
order-action-return_approved = Return approved
order-action-return_rejected = Return refused
order-action-return_withdrawn = Return withdrawn
order-action-returned = Returned goods received
order-action-return_inspected = Returned goods inspected
order-action-credited = Credit note written
# Notices
order-short_closed = The rest of order { $number } will not be delivered; its credit is free again.
order-close_asked = { $by_name } asks to give up the rest of order { $number }. Please decide.
order-return_requested = { $by_name } asks to return goods of order { $number } ({ $return }): { $reason }
order-return_approved = Your return { $return } (order { $number }) is approved. Please send the goods back.
order-return_rejected = Your return { $return } (order { $number }) was refused: { $reason }
order-return_withdrawn = Return { $return } (order { $number }) was withdrawn.
order-returned = The goods of return { $return } (order { $number }) have arrived and are being inspected.
order-credited = { $priced ->
        [yes] Return { $return } (order { $number }) was credited with { $currency } { $total }, credit note { $credit_note }.
        [owed] For the goods of return { $return } (order { $number }) promotions take back { $currency } { $total } more than they cost, credit note { $credit_note }.
       *[other] Return { $return } (order { $number }) was credited, credit note { $credit_note }.
    }
