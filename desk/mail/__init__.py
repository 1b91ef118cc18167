"""Mail (邮件收报): workbooks that units send by mail go into the inbox, and what the office has to say goes
back: the receipt, the outcome with the returned workbook, reminders.

``mailbox`` and ``sending`` talk to the servers, ``reading`` and ``authenticity`` judge a message, ``taking``
takes it in, ``answering`` writes letters.
"""
