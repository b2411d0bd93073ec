package dev.hibi.emulator;

import com.sun.net.httpserver.HttpExchange;
import dev.hibi.WholeFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The object storage: files in a folder, uploaded in parts and fetched by signed addresses, with
 * ranges. Job folders are seen in it under keys of their own. Thread-safe.
 */
final class Storage {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  private static final long LEAST_PART = 5L << 20;

  private final Path root;
  private final Path containers;
  private final AddressSignature signature;
  private volatile String base = "";

  /**
   * A storage.
   *
   * @param containers has the folders of what runs, by kind
   */
  Storage(Path root, Path containers, AddressSignature signature) {
    this.root = root;
    this.containers = containers;
    this.signature = signature;
  }

  /** Where it listens, such as {@code http://127.0.0.1:9000}. */
  void base(String base) {
    this.base = base;
  }

  /** The file of a key; it may not be there. */
  Path file(String key) {
    String[] parts = key.split("/", 3);
    Path base = root;
    String below = key;
    Optional<ContainerKind.Place> place = ContainerKind.place(parts[0]);
    if (parts.length == 3 && place.isPresent()) {
      Path kind = containers.resolve(place.get().kind().folder());
      base = kind.resolve(parts[1]).resolve("kqi").resolve(place.get().folder());
      below = parts[2];
    }
    Path file = base.resolve(below).normalize();
    if (!file.startsWith(base) || file.equals(base) || !base.normalize().equals(base)) {
      throw ApiFailure.badRequest("The key is invalid.");
    }
    return file;
  }

  /** An address to fetch a file from under a name, which RFC 6266 lets be any. */
  String address(String key, String fileName) {
    Map<String, String> parameters =
        Map.of(
            "response-content-disposition", "attachment;filename*=UTF-8''" + escaped(fileName, ""));
    return address("GET", "/" + key, parameters);
  }

  private String address(String method, String key, Map<String, String> parameters) {
    return base + escaped(key, "/") + "?" + signature.query(method, key, parameters);
  }

  /** With all but RFC 3986's unreserved characters as their UTF-8 bytes. */
  private static String escaped(String text, String safe) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if ((UNRESERVED + safe).indexOf(c) >= 0) {
        escaped.append(c);
      } else {
        escaped.append("%%%02X".formatted((int) c));
      }
    }
    return escaped.toString();
  }

  /** Addresses for the parts of an upload that is begun with it. */
  List<String> begin(String key, String uploadId, int parts) throws IOException {
    Files.createDirectories(parts(uploadId));
    List<String> addresses = new ArrayList<>();
    for (int part = 1; part <= parts; part++) {
      addresses.add(
          address(
              "PUT",
              "/" + key,
              Map.of("partNumber", Integer.toString(part), "uploadId", uploadId)));
    }
    return addresses;
  }

  static String newUploadId() {
    return UUID.randomUUID().toString();
  }

  private Path parts(String uploadId) {
    return root.resolve("uploads").resolve(uploadId.replaceAll("[^-0-9a-f]", ""));
  }

  /**
   * Joins the parts of an upload.
   *
   * @param tags in order, by what the storage has called them
   * @return what is wrong; empty if nothing is
   */
  Optional<String> complete(String key, String uploadId, List<String> tags) throws IOException {
    Path folder = parts(uploadId);
    if (!Files.isDirectory(folder)) {
      return Optional.of("NoSuchUpload");
    }
    for (int part = 1; part <= tags.size(); part++) {
      Path file = folder.resolve(Integer.toString(part));
      if (!Files.exists(file) || !tags.get(part - 1).equals(tag(file))) {
        return Optional.of("InvalidPart");
      }
      if (part < tags.size() && Files.size(file) < LEAST_PART) {
        return Optional.of("EntityTooSmall");
      }
    }
    Path target = file(key);
    Files.createDirectories(target.resolveSibling("."));
    Files.createDirectories(tagFile(target).resolveSibling("."));
    WholeFiles.writeFile(tagFile(target), WholeFiles.text(tagOfAll(tags)));
    WholeFiles.writeFile(
        target,
        channel -> {
          OutputStream out = Channels.newOutputStream(channel);
          for (int part = 1; part <= tags.size(); part++) {
            Files.copy(folder.resolve(Integer.toString(part)), out);
          }
        });
    Trees.delete(folder);
    return Optional.empty();
  }

  private static String tag(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return digest(in);
    }
  }

  /** As S3 tags what was uploaded in parts. */
  private static String tagOfAll(List<String> tags) throws IOException {
    String digests = String.join("", tags);
    InputStream bytes = new ByteArrayInputStream(HexFormat.of().parseHex(digests));
    return digest(bytes) + "-" + tags.size();
  }

  /** Where the tag of an uploaded file is kept. */
  private Path tagFile(Path file) {
    return root.resolve("tags").resolve(file.getFileName().toString());
  }

  /** The one of its upload, or of a file that a job has written, one that changes as it does. */
  private String entityTag(Path file) throws IOException {
    Path kept = tagFile(file);
    if (file.startsWith(root) && Files.exists(kept)) {
      return WholeFiles.readText(kept);
    }
    long time = Files.getLastModifiedTime(file).toMillis();
    return "%x-%x-%x".formatted(file.hashCode(), Files.size(file), time);
  }

  /** Deletes an uploaded file, if it is there. */
  void delete(String key) throws IOException {
    Files.deleteIfExists(file(key));
    Files.deleteIfExists(tagFile(file(key)));
  }

  private static String digest(InputStream in) throws IOException {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      try (DigestInputStream digest = new DigestInputStream(in, md5)) {
        digest.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(md5.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot happen: every Java has MD5", e);
    }
  }

  /** Answers a request to the storage. */
  void handle(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    String key = exchange.getRequestURI().getPath();
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    boolean authorized = exchange.getRequestHeaders().containsKey("Authorization");
    String method = exchange.getRequestMethod();
    if (authorized || !signature.accepts(method, type == null ? "" : type, key, query)) {
      refuse(exchange, 403, authorized ? "InvalidArgument" : "SignatureDoesNotMatch");
      return;
    }
    if (method.equals("PUT")) {
      put(exchange, query);
    } else {
      get(exchange, file(key.substring(1)), query);
    }
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new TreeMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        String[] sides = pair.split("=", 2);
        query.put(Call.decode(sides[0]), sides.length < 2 ? "" : Call.decode(sides[1]));
      }
    }
    return query;
  }

  private void put(HttpExchange exchange, Map<String, String> query) throws IOException {
    Path folder = parts(query.getOrDefault("uploadId", ""));
    if (!Files.isDirectory(folder)) {
      refuse(exchange, 404, "NoSuchUpload");
      return;
    }
    String number = query.getOrDefault("partNumber", "0");
    Path part = Files.createTempFile(folder, "part", ".tmp");
    long length = Files.copy(exchange.getRequestBody(), part, StandardCopyOption.REPLACE_EXISTING);
    String said = exchange.getRequestHeaders().getFirst("Content-Length");
    if (said != null && Long.parseLong(said) != length) {
      Files.delete(part);
      throw new IOException("the body ended early");
    }
    exchange.getResponseHeaders().set("ETag", "\"" + tag(part) + "\"");
    Files.move(part, folder.resolve(number), StandardCopyOption.REPLACE_EXISTING);
    exchange.sendResponseHeaders(200, -1);
  }

  private void get(HttpExchange exchange, Path file, Map<String, String> query) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
      long size = channel.size();
      long from = 0;
      long end = size;
      String range = exchange.getRequestHeaders().getFirst("Range");
      Matcher bounds = RANGE.matcher(range == null ? "" : range);
      boolean ranged = bounds.matches();
      if (ranged) {
        from = Long.parseLong(bounds.group(1));
        String last = bounds.group(2);
        end = last.isEmpty() ? size : Math.min(size, Long.parseLong(last) + 1);
        if (from >= size) {
          exchange.getResponseHeaders().set("Content-Range", "bytes */" + size);
          refuse(exchange, 416, "InvalidRange");
          return;
        }
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes %d-%d/%d".formatted(from, end - 1, size));
      }
      exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
      exchange.getResponseHeaders().set("ETag", "\"" + entityTag(file) + "\"");
      exchange
          .getResponseHeaders()
          .set(
              "Last-Modified",
              DateTimeFormatter.RFC_1123_DATE_TIME.format(
                  Files.getLastModifiedTime(file).toInstant().atZone(ZoneOffset.UTC)));
      String name = query.get("response-content-disposition");
      if (name != null) {
        exchange.getResponseHeaders().set("Content-Disposition", name.replaceAll("[^ -~]", "_"));
      }
      send(exchange, ranged ? 206 : 200, channel.position(from), end - from);
    } catch (NoSuchFileException e) {
      refuse(exchange, 404, "NoSuchKey");
    }
  }

  private static void send(
      HttpExchange exchange, int status, SeekableByteChannel channel, long count)
      throws IOException {
    exchange.sendResponseHeaders(status, count == 0 ? -1 : count);
    InputStream in = Channels.newInputStream(channel);
    byte[] buffer = new byte[1 << 16];
    OutputStream out = exchange.getResponseBody();
    for (long left = count; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException("the file has shrunk");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
    exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    byte[] body =
        ("<?xml version=\"1.0\"?><Error><Code>" + code + "</Code></Error>")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
