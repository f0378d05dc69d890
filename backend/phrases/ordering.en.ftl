# Errors
draft-none = You have no open draft order.
draft-none_named = There is no draft like that. Please say which one by its place or its number.
draft-one_at_a_time = You named several drafts at once, so nothing has been changed. Please say one at a time.
draft-stale = The draft has moved on to version { $version }. Please work on the latest one.
draft-nothing_to_undo = There is no change to take back.
draft-no_question = That question is gone. Please look at the latest draft.
draft-bad_answer = That answer does not fit the question. Please choose one of the options or give a quantity.
order-not_found = There is no order { $number }.
order-none_open = You have no order that can be changed or cancelled.
order-none_named = I found no order like that. Please check the day or the number.
order-below_shipped = Part of { $name_en } in order { $number } has left already; it cannot become less than that. Return what is too much.
order-none_to_repeat = You have no earlier order to repeat.
order-which = You have several orders that this could be. Please name one: { $numbers }.
order-wrong_status = Order { $number } is { $status }; that is not possible in this state. Possible now: { $allowed }.
order-stale = Order { $number } has just been changed. Please look at it again first.
order-own_order = You placed or changed order { $number } yourself. Somebody else has to decide on it.
order-other_approver = Order { $number } needs a decision of another role ({ $role }).
order-blocked = Order { $number } cannot be released now.
order-reason_needed = A rejection needs a reason.
order-reason_too_long = The reason may have at most { $longest } characters.
order-day_too_far = Delivery on { $day } is too far ahead; goods are reserved for at most { $longest } days.
order-nothing_read = I could not see what to order. Please name a product and a quantity.
order-text_too_long = The message is too long; at most { $longest } characters can be read at once.
order-too_many_lines = A draft may have at most { $most } lines.
order-nothing_changed = Nothing would change in order { $number }.
order-would_be_empty = Order { $number } would have no lines left. Cancel it instead if you no longer want it.
order-bad_qty = The quantity of { $name_en } is not valid. It must be more than 0 and below 1,000,000,000.
order-bad_import = These orders have no lines or do not add up: { $numbers }.
order-bad_status = Unknown order status: { $status }.
order-bad_rule = Approval rule { $rule } cannot be judged. Please check its condition and value.
order-bad_example = Example { $example } names a fact that does not exist or is not a number.
order-example_fails = Example { $example } does not come out: expected { $expected }, got { $found }. The rules were not published.
# Order history
order-action-submitted = Submitted
order-action-held = Submitted, on hold
order-action-released = Released
order-action-rejected = Rejected
order-action-changed = Changed
order-action-cancelled = Cancelled
order-action-shipped = Shipped
order-action-delivered = Delivered
order-action-imported = Taken over from the previous system
# Notices
order-submitted = { $by_name } placed order { $number }{ $priced ->
        [yes] {" "}for { $total } { $currency }
       *[no] {""}
    }.
order-held = { $by_name } placed order { $number }{ $priced ->
        [yes] {" "}for { $total } { $currency }
       *[no] {""}
    }; it is on hold and has to be released.
order-released = Order { $number } has been released.
order-rejected = Order { $number } has been rejected. Reason: { $reason }.
order-changed = { $by_name } changed order { $number }{ $priced ->
        [yes] , now { $total } { $currency }
       *[no] {""}
    }.
order-cancelled = { $by_name } cancelled order { $number }.
