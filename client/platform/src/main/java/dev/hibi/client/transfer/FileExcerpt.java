package dev.hibi.client.transfer;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes of a file from where they were asked for, and how large the file is by now. */
final class FileExcerpt {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:\\d+-\\d+|\\*)/(\\d+)");

  private final byte[] bytes;
  private final long total;

  private FileExcerpt(byte[] bytes, long total) {
    this.bytes = bytes;
    this.total = total;
  }

  /**
   * What an answer with status 2xx or 416 brings.
   *
   * @param from first byte that was asked for
   * @param most bytes that were asked for
   */
  static FileExcerpt of(HttpResponse<byte[]> answer, long from, int most) {
    byte[] body = answer.body();
    if (answer.statusCode() == 206) {
      return new FileExcerpt(body, total(answer, from + body.length));
    }
    if (answer.statusCode() == 416) { // nothing there yet
      return new FileExcerpt(new byte[0], total(answer, from));
    }
    int begin = (int) Math.min(from, body.length); // a storage that knows no ranges
    int end = (int) Math.min((long) begin + most, body.length);
    return new FileExcerpt(Arrays.copyOfRange(body, begin, end), body.length);
  }

  private static long total(HttpResponse<?> answer, long otherwise) {
    return answer
        .headers()
        .firstValue("Content-Range")
        .map(CONTENT_RANGE::matcher)
        .filter(Matcher::matches)
        .map(range -> Long.parseLong(range.group(1)))
        .orElse(otherwise);
  }

  byte[] bytes() {
    return bytes;
  }

  long total() {
    return total;
  }
}
