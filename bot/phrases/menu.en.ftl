# Buttons where the assistant did not understand or cannot help; "-words" is what a button says in the person's place
assistant-menu-order = Place an order
assistant-menu-order-words = I want to place an order
assistant-menu-orders = My orders
assistant-menu-orders-words = my orders
assistant-menu-credit = My credit
assistant-menu-credit-words = How much credit do I have left?
assistant-menu-abilities = What can you do?
assistant-menu-abilities-words = What can you do?
assistant-menu-person = Talk to a person
assistant-menu-person-words = let me talk to a person
assistant-language-chosen = All right, English from here on.
