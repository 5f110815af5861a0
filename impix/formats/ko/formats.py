"""Korean dates and times where Django's order is not Korean: 오전 stands before the hour."""

TIME_FORMAT = "A g:i"
DATETIME_FORMAT = "Y년 n월 j일 A g:i"
SHORT_DATETIME_FORMAT = "Y-n-j H:i"
