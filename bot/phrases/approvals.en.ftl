nav-approvals = Approvals
approvals-subtitle = Held orders, the longest waiting first
approvals-none = No held order waits for you.
approvals-more = { $count ->
    [one] One more waits on the Approvals page.
   *[other] { $count } more wait on the Approvals page.
}
approvals-title = { $number } · { $dealer } waits for a release
approvals-since = Placed { $when } by { $person }
approvals-two = 0 of 2 releases given: two different people have to release it.
approvals-first-by = 1 of 2 releases given, by { $person }; it still needs a second person.
approvals-late = Has been waiting too long; all approvers were told.
approvals-reject-there = To reject it, give the reason on the Approvals page.
approvals-release = Release { $number }
approvals-nothing = You decide about no orders. Somebody who does can hand his approvals to you for some days.
approvals-deputies = Standing in
approvals-deputies-hint = For these days somebody else decides in your right, never about his own orders or yours.
approvals-give = Hand over
approvals-give-to = Who decides instead
approvals-first-day = First day
approvals-last-day = Last day
approvals-take-back = Take back
approvals-given = { $from } → { $to }, { $first } – { $last }
approvals-reason = Reason (needed to reject)
approvals-still = { $number } still waits: look at what is new.
approvals-released = { $number } is released.
approvals-rejected = { $number } is rejected.
working-list_approvals = Looking up what waits for a release…
gate-other-staff = A rule of the brand holds this order.
gate-OVER_CREDIT-staff = { $shortfall } over the credit limit: limit { $limit }, used with this order { $exposure_after }.
gate-OVERDUE-staff = The dealer has invoices overdue by { $days ->
    [one] 1 day
   *[other] { $days } days
}.
gate-BELOW_FLOOR-staff = Sold below the floor price: { $skus }.
gate-GRADE_NOT_A-staff = The dealer grade is { $grade }, not A.
gate-GRADE-staff = The dealer grade is { $grade }.
gate-AMOUNT_GE_100000-staff = The amount { $amount } reaches { $threshold }.
gate-AMOUNT-staff = The amount is { $amount } (rule: { $threshold }).
approvals-one-of-two = { $number }: 1 of 2 releases given. It still waits for a second person to release it.
releases-one-of-two = 1 of 2 releases given; a second person still has to release it.
