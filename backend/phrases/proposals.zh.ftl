proposal-not_found = 这个按钮没有对应您可确认的内容。
proposal-superseded = 这一版已经过期,没有执行任何操作。请用最新的一版。
proposal-withdrawn = 这项已经撤回,没有执行任何操作。
proposal-expired = 这项确认已超时,没有执行任何操作。请重新发起。
proposal-confirmed = 这一项已经确认过,不能在这里撤回。
