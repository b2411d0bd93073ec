package dev.hibi.client.transfer;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * An ETag of S3 that tells what is in an object: the MD5 of an object that was sent at once; of one
 * of N parts, the MD5 of the parts' MD5s, and {@code -N}. It tells nothing where the object is
 * encrypted by the server, or where the storage makes tags of another kind.
 *
 * @param parts 0 if it was sent at once
 */
record ContentTag(String digest, int parts) {
  private static final Pattern FORM = Pattern.compile("\"?([0-9a-f]{32})(?:-([0-9]{1,5}))?\"?");

  /** What MinIO calls files that it has not stored itself, which outputs of jobs are. */
  private static final String NONE = "0".repeat(32);

  private static final String ENCRYPTION = "x-amz-server-side-encryption";

  /** The parts' sizes of the platform's web pages, of other tools of S3, in MiB. */
  private static final List<Integer> OTHER_SIZES =
      List.of(50, 5, 6, 7, 8, 10, 12, 15, 20, 25, 32, 40, 48, 64, 100, 128, 256, 512, 1024);

  /** The tag of a header, if it tells what is in the object. */
  static Optional<ContentTag> of(HttpHeaders headers) {
    boolean encrypted =
        headers.map().keySet().stream()
            .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith(ENCRYPTION));
    Matcher tag =
        FORM.matcher(headers.firstValue("ETag").orElse("").strip().toLowerCase(Locale.ROOT));
    if (encrypted || !tag.matches() || tag.group(1).equals(NONE)) {
      return Optional.empty();
    }
    int parts = tag.group(2) == null ? 0 : Integer.parseInt(tag.group(2));
    return tag.group(2) != null && parts == 0
        ? Optional.empty()
        : Optional.of(new ContentTag(tag.group(1), parts));
  }

  /** Whether it can be of an object of a size in parts of the usual size. */
  private boolean fits(long size, long partSize) {
    return parts == new PartPlan(Math.max(1, size), partSize).count();
  }

  /**
   * The digest that a file has and this tag has not; empty if they agree, or if the size of the
   * parts is none that is known, so that nothing can be said.
   *
   * @param known digests of parts of the usual size, by their numbers from 0
   */
  Optional<String> mismatch(FileChannel file, Map<Integer, byte[]> known) throws IOException {
    long size = file.size();
    if (parts == 0) {
      return unlike(Md5.hex(Md5.of(file, 0, size)));
    }
    Optional<String> first = Optional.empty();
    for (long partSize : sizes(size)) {
      if (fits(size, partSize)) {
        String found = joined(file, partSize, partSize == PartPlan.USUAL_PART ? known : Map.of());
        if (found.equals(digest)) {
          return Optional.empty();
        }
        first = first.or(() -> Optional.of(found));
      }
    }
    return first;
  }

  private static List<Long> sizes(long size) {
    List<Long> sizes = new ArrayList<>();
    sizes.add(PartPlan.of(Math.max(1, size), PartPlan.USUAL_PART).partSize());
    LongStream others = OTHER_SIZES.stream().mapToLong(mib -> mib * PartPlan.MIB);
    others.filter(other -> !sizes.contains(other)).forEach(sizes::add);
    return sizes;
  }

  private static String joined(FileChannel file, long partSize, Map<Integer, byte[]> known)
      throws IOException {
    long size = file.size();
    PartPlan plan = new PartPlan(Math.max(1, size), partSize);
    MessageDigest all = Md5.begin();
    for (int part = 0; part < plan.count(); part++) {
      byte[] digest = known.get(part);
      long length = Math.min(plan.length(part), size);
      all.update(digest == null ? Md5.of(file, plan.offset(part), length) : digest);
    }
    return Md5.hex(all.digest());
  }

  private Optional<String> unlike(String found) {
    return found.equals(digest) ? Optional.empty() : Optional.of(found);
  }

  /** As S3 writes it, without quotation marks. */
  @Override
  public String toString() {
    return parts == 0 ? digest : digest + "-" + parts;
  }
}
