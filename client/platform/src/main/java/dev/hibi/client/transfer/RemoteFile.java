package dev.hibi.client.transfer;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the storage says of a file.
 *
 * @param size bytes
 * @param tag what changes with the content; empty if the storage tells none
 * @param modified to the second; empty if the storage does not tell it
 * @param content what the tag tells of the content, if anything
 */
record RemoteFile(long size, String tag, Optional<Instant> modified, Optional<ContentTag> content) {
  private static final Pattern RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");

  /** Of a whole file (200) or a range (206); empty if it is neither, or does not tell the size. */
  static Optional<RemoteFile> of(HttpResponse.ResponseInfo answer) {
    HttpHeaders headers = answer.headers();
    OptionalLong size =
        switch (answer.statusCode()) {
          case 200 -> headers.firstValueAsLong("Content-Length");
          case 206 -> group(headers, 3);
          default -> OptionalLong.empty();
        };
    return size.isPresent() ? Optional.of(of(size.getAsLong(), headers)) : Optional.empty();
  }

  /** An empty file. */
  static RemoteFile empty(HttpHeaders headers) {
    return of(0, headers);
  }

  private static RemoteFile of(long size, HttpHeaders headers) {
    return new RemoteFile(
        size,
        headers.firstValue("ETag").orElse(""),
        headers.firstValue("Last-Modified").flatMap(RemoteFile::date),
        ContentTag.of(headers));
  }

  /** How long a body that begins at a byte of the file is; empty if it begins elsewhere. */
  static OptionalLong bodyLength(HttpResponse.ResponseInfo answer, long from) {
    HttpHeaders headers = answer.headers();
    if (answer.statusCode() == 200) {
      return from == 0 ? headers.firstValueAsLong("Content-Length") : OptionalLong.empty();
    }
    OptionalLong first = group(headers, 1);
    OptionalLong last = group(headers, 2);
    boolean asked = first.isPresent() && last.isPresent() && first.getAsLong() == from;
    return asked && last.getAsLong() >= from
        ? OptionalLong.of(last.getAsLong() - from + 1)
        : OptionalLong.empty();
  }

  private static OptionalLong group(HttpHeaders headers, int group) {
    Matcher range = RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    return range.matches()
        ? OptionalLong.of(Long.parseLong(range.group(group)))
        : OptionalLong.empty();
  }

  private static Optional<Instant> date(String header) {
    try {
      return Optional.of(
          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether it has the same content, as far as the storage tells. */
  boolean isSame(RemoteFile other) {
    return size == other.size && tag.equals(other.tag);
  }

  @Override
  public String toString() {
    return size + " bytes " + tag;
  }
}
