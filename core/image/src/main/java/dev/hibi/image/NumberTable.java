package dev.hibi.image;

import java.util.StringTokenizer;

/** Fixed numbers of formats, written in text as their specifications print them. */
final class NumberTable {
  private NumberTable() {}

  static int[] numbers(String text) {
    StringTokenizer words = new StringTokenizer(text);
    int[] numbers = new int[words.countTokens()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Integer.parseInt(words.nextToken());
    }
    return numbers;
  }

  static byte[] bytes(String text) {
    int[] numbers = numbers(text);
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) numbers[i];
    }
    return bytes;
  }
}
