# Your words
mark-learned = as you usually call it: { $word }
choose-not-this = Not this one
names-title = Your words ({ $count })
names-word = Word
names-from = From
names-unit = counted by the { $unit }
names-source = { $last }
names-source-many = { $count } orders, first { $first }, last { $last }
names-faded = not used for long, no longer taken
names-forget = Forget
names-forget-words = forget { $word }
names-forgotten = Forgotten: { $words }. Orders and the draft stay as they are.
names-between = , 
names-none = I have not learned any words of yours yet. What you chose or corrected is remembered once the order is confirmed.
names-more = { $count } more are on the page "Words".
names-hint = Learned only from orders you confirmed, used only for your company.
# The page
nav-names = Words
names-subtitle = What I remember from orders you confirmed; you can remove any of it
names-page-forget = Forget "{ $word }"
