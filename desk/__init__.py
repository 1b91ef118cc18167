"""The desk (报送平台): the door for the units' clerks, and the page with which stewards start their morning.

``accounts`` holds who may log in, ``filing`` how a file is handed in, ``unit`` and ``steward`` the pages of
each. Everything that a page shows or does comes from the stages below. Login, sessions, passwords and
protection against forged requests are Django's.
"""
