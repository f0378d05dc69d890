# Errors
draft-none = You have no open draft order.
draft-stale = The draft has moved on to version { $version }. Please work on the latest one.
draft-no_question = That question is gone. Please look at the latest draft.
draft-bad_answer = That answer does not fit the question. Please choose one of the options or give a quantity.
order-not_found = There is no order { $number }.
order-none_open = You have no order that can be changed or cancelled.
order-which = You have several orders that this could be. Please name one: { $numbers }.
order-wrong_status = Order { $number } { $status ->
    [HOLD] is on hold
    [APPROVED] is approved
    [SHIPPED] has shipped
    [DELIVERED] has been delivered
    [CANCELLED] has been cancelled
   *[REJECTED] has been rejected
} and cannot be { $action ->
    [approve] approved
    [reject] rejected
    [change] changed
    [cancel] cancelled
    [ship] shipped
   *[deliver] delivered
}.
order-stale = Order { $number } has just been changed. Please look at it again first.
order-own_order = You placed order { $number } yourself. Somebody else has to decide on it.
order-reason_needed = A rejection needs a reason.
order-nothing_read = I could not see what to order. Please name a product and a quantity.
order-nothing_changed = Nothing would change in order { $number }.
order-would_be_empty = Order { $number } would have no lines left. Cancel it instead if you no longer want it.
order-bad_qty = The quantity of { $sku } is not valid. It must be more than 0.
order-not_sold = These products have no price for you or are no longer sold: { $skus }.
order-bad_import = These orders have no lines or do not add up: { $numbers }.
order-bad_status = Unknown order status: { $status }.
order-bad_rule = Approval rule { $rule } cannot be judged. Please check its condition and value.
# Order status
order-status-hold = On hold
order-status-approved = Approved
order-status-shipped = Shipped
order-status-delivered = Delivered
order-status-cancelled = Cancelled
order-status-rejected = Rejected
# Order history
order-action-submitted = Submitted
order-action-approved = Approved
order-action-rejected = Rejected
order-action-changed = Changed
order-action-cancelled = Cancelled
order-action-shipped = Shipped
order-action-delivered = Delivered
order-action-imported = Taken over from the previous system
# Notices
order-submitted = Order { $number } has been submitted.
order-approved = Order { $number } has been approved.
order-rejected = Order { $number } has been rejected. Reason: { $reason }.
order-changed = Order { $number } has been changed.
order-cancelled = Order { $number } has been cancelled.
# Blocks
gate-frozen = Your account is frozen (since { $since }, reason: { $reason }), so no order can be placed. Please ask the brand manager to lift it.
gate-frozen-short = Account frozen
gate-licence-expired = Your licence expired: { $licence } was valid through { $valid_through }. Please renew it before ordering.
gate-licence-expired-short = Licence expired
gate-region-not-authorised = The region of { $place_en } is not authorised for you. Choose a ship-to place inside your authorised regions or ask the brand for authorisation.
gate-region-not-authorised-short = Region not authorised
gate-category-forbidden = This category may not be shipped to the region of { $place_en } ({ $skus }). Remove these products or choose another place.
gate-category-forbidden-short = Category forbidden
gate-no-ship-to = There is no ship-to place yet. Please tell me which warehouse it should go to.
gate-no-ship-to-short = No ship-to place
gate-not-sold = These products have no price for you or are no longer sold: { $skus }. Remove them to order.
gate-not-sold-short = No price or no longer sold
# Holds
gate-over-credit = The order is over credit limit by { $shortfall } (limit { $limit }, used with this order { $exposure_after }). Pay or order less, otherwise the brand manager has to release it.
gate-over-credit-short = Over credit limit by { $shortfall }
gate-overdue = You have invoices overdue by { $days } days. Pay them, otherwise the brand manager has to release the order.
gate-overdue-short = Overdue by { $days } days
gate-grade-not-a = Your grade is { $grade }. Orders of dealers below grade A are released by the brand manager.
gate-grade-not-a-short = Grade { $grade }
gate-amount-ge-100000 = The order amount { $amount } reaches { $threshold }, so the brand manager has to release it. A smaller amount needs no release.
gate-amount-ge-100000-short = Amount reaches { $threshold }
# Warnings
gate-licence-expiring = Licence { $licence } expires after { $valid_through } ({ $days } days left). Please renew it in time.
gate-licence-expiring-short = Licence expires soon
gate-delivery-moved = Delivery on { $requested } is not possible (cut-off { $cutoff }, earliest { $earliest }). It was moved to { $day }.
gate-delivery-moved-short = Delivery moved to { $day }
gate-duplicate = An identical order { $number } was placed within the last { $hours } hours. Confirm only if you want it twice.
gate-duplicate-short = Possible duplicate of { $number }
# What differs from what was shown
order-differs-price = The price of { $item } has changed.
order-differs-stock = The stock of { $item } has changed.
order-differs-line = The line of { $item } has changed.
order-differs-total = The total has changed.
order-differs-date = The delivery day has changed.
order-differs-place = The ship-to place has changed.
order-differs-currency = The currency has changed.
order-differs-gate = There is a new reason to block or hold the order.
