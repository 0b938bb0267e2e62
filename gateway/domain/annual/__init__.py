"""The annual report as data: template, records, cells, submissions, editions.

Regulation (EU) 2021/821, Article 26(2) and (3), and Recommendation (EU) 2024/214. What is
counted and how, which sums hold, what is published and when it must be held back is in the
template, a law file of its year; the models here say only what a template can say.
"""
