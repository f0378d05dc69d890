nav-approvals = Approvals
approvals-subtitle = Held orders, the longest waiting first
approvals-none = No held order waits for you.
approvals-more = { $count ->
    [one] One more waits on the Approvals page.
   *[other] { $count } more wait on the Approvals page.
}
approvals-title = { $number } · { $dealer } waits for a release
approvals-since = Placed { $when } by { $person }
approvals-two = Two different people have to release it.
approvals-first-by = Released by { $person }; a second person has to release it too.
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
