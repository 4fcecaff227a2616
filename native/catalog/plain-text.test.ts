import { expect, test } from "vitest"
import { growsLinearly } from "./fixtures/growth.ts"
import { plainText } from "./plain-text.ts"

test.each([
  [
    "plain text",
    "A red shirt.\nWith <3 & R&B; a < b, x<y, 5 > 3, AT&T",
    "A red shirt.\nWith <3 & R&B; a < b, x<y, 5 > 3, AT&T",
  ],
  ["elements", '<p style="font-family: helvetica">A <b>blue</b> shirt</p>', "A blue shirt"],
  [
    "blocks",
    "<h1>Shirt</h1>\n<ul>\n  <li>red</li><li>blue</li></ul>soft<br/>warm",
    "Shirt\nred\nblue\nsoft\nwarm",
  ],
  [
    "cells",
    "<table><tr><td>Size</td><td>M</td></tr><tr><th>Fit</th><td>slim</td></tr></table>",
    "Size M\nFit slim",
  ],
  [
    "scripts and styles",
    "<style>p { color: red }</style>Shirt<script>if (a < b) alert('x')</script>!",
    "Shirt!",
  ],
  [
    "hidden elements",
    "<svg><title>icon</title></svg><head><title>Shop</title></head>Lid<template>x</template>",
    "Lid",
  ],
  [
    "entities",
    "Salt &amp; pepper &ndash; caf&eacute;&nbsp;&#39;noir&#x27; &#8220;x&#8221;",
    "Salt & pepper – café\u00a0'noir' “x”",
  ],
  ["entities in markup", "<p>Salt &amp; pepper&nbsp;caf&eacute;</p>", "Salt & pepper café"],
  ["escaped twice", "&lt;p&gt;Blue &amp;amp; white&lt;/p&gt;", "Blue & white"],
  ["names that look like entities", "Black&copper, rock&roll, A&ltB", "Black&copper, rock&roll, A&ltB"],
  [
    "comments, CDATA and declarations",
    "<!DOCTYPE html><!-- no --><![CDATA[A <b>big</b> ]]>pot<?xml version='1'?>",
    "A big pot",
  ],
  ["attributes with brackets", '<a title="x > y" href="?a=1&b=2">pan</a> <img alt="a<b">', "pan"],
  [
    "other elements",
    "<o:p>Word</o:p> <my-card x='1'>card</my-card> <FONT COLOR=red>pot</FONT>",
    "Word card pot",
  ],
  [
    "what no element is",
    "I <love it> and <y and </z> <b and c> and <small but strong>",
    "I <love it> and <y and </z> <b and c> and <small but strong>",
  ],
  ["line breaks of a text with few elements", "One <b>big</b>\r\ntwo\n\nthree", "One big\ntwo\nthree"],
  ["a tag cut short", 'A pan <img src="http://example.org/a.p', "A pan"],
  ["a less-than sign at the end", "prices <", "prices <"],
  ["unclosed elements", "<div><p>One<p>Two <i>three", "One\nTwo three"],
  ["control characters by entity", "<b>a&#7;b&#8203;c&shy;d</b>", "a bcd"],
  ["other scripts", "<p>红色&nbsp;衬衫</p><p>シャツ &lt; 5</p>", "红色 衬衫\nシャツ < 5"],
])("a text with %s", (_kind, text, expected) => {
  expect(plainText(text)).toBe(expected)
})

test("a text without markup is left as it is", () => {
  for (const text of ["", "  two  spaces ", "line\r\n\r\nline", "1 < 2 && 3 > 2", "<>", "</>", "&;&amp"])
    expect(plainText(text)).toBe(text)
})

test("its time grows with the text's length alone", async () => {
  const worst = ["<a>", "</a>", "<", "<!--", '<p "', "&", "&amp", "<b ", "<script>", "<svg>", "<p '<p \""]
  const read = (length: number) => {
    for (const piece of worst) plainText(piece.repeat(length / piece.length))
  }
  // A hundred seconds and more where it grew with the square.
  expect(await growsLinearly(read, 50_000)).toBeLessThan(2)
})
