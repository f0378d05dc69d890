# Handing over
people-handed-over = A person takes over, with this conversation.{" "}
people-handed-over-drafts = A person takes over, with this conversation and your draft.{" "}
people-already = This conversation is waiting for a person already.{" "}
people-on-duty = Somebody is on duty and will answer here soon.
people-off-duty = It is outside office hours ({ $opens }–{ $closes }); you will hear from { $when } on.
people-closed = It is outside office hours ({ $opens }–{ $closes }); you will hear when the office opens.
people-silent = The assistant stays silent meanwhile; say so whenever you want it back.
people-back = Back to the assistant
people-back-words = Back to the assistant
people-handed-back = The assistant is back, go on. Whatever waited for your confirmation is unchanged.
people-not-handed-over = You are talking to the assistant.
people-waiting = Passed on; a person will answer you here.
# Feedback
feedback-taken = Your feedback has been noted, thank you.
feedback-taken-as = Your feedback has been noted as { $number }, thank you. You will hear when something comes of it.
feedback-status-new = new
feedback-status-read = read
feedback-status-planned = planned
feedback-status-done = done
feedback-status-declined = not planned
# Notices
topic-orders = messages about orders
topic-prices = messages about prices
topic-expiry = messages about short-dated stock
topic-reminders = reminders to confirm
topic-feedback = messages about your feedback
topic-all = all messages
notices-now-off = You will get no more { $topic }.
notices-now-on = You will get { $topic } again.
notices-on-words = Switch on { $topic }
notices-off-words = Switch off { $topic }
notice-show-order = Show order { $number }
notice-show-again = Show the draft again
notice-ask-price = What does { $product } cost?
notice-ask-stock = How much { $product } is in stock?
notices-unread = { $count ->
    [one] 1 unread notice
   *[other] { $count } unread notices
}, newest first:
notices-all-read = No unread notices. The latest ones:
notices-new = new
people-passed-on = { $name } answers you in your talk { $place }; this went there. To ask the assistant, first say "back to the assistant".
people-place-web = on the web
people-place-telegram = in Telegram
people-place-console = in the terminal
