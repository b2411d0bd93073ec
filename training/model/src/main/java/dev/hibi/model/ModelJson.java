package dev.hibi.model;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.Sha256;
import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.PatchGrid;
import dev.hibi.model.network.PooledLayer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The file {@code model.json}, a JSON object in UTF-8 of at most {@value #MAX_BYTES} bytes:
 *
 * <table>
 * <caption>Fields</caption>
 * <tr><th>field</th><th>content</th></tr>
 * <tr><td>{@code format}</td><td>3; 4 where there is an operating point; 5 where there is a
 * {@code frozen.safetensors}; 6 where there is a scan point</td></tr>
 * <tr><td>{@code backbone}</td><td>{@link Backbone#id}</td></tr>
 * <tr><td>{@code features}</td><td>what of the backbone the head sees, in this order, such as {@code
 * layer3:max} and {@code layer4:mean}; where it is absent, {@code layer4:mean}</td></tr>
 * <tr><td>{@code labels}</td><td>class names in the order of the logits</td></tr>
 * <tr><td>{@code image}</td><td>{@code size}, {@code mean} and {@code std} as {@link ImageSpec} has
 * them</td></tr>
 * <tr><td>{@code provenance}</td><td>{@code started}, {@code settings} and, where
 * it is told, {@code selectedEpoch}; {@code refit} where the head was trained anew at a site: {@code
 * method} ({@code normal-images} or {@code labeled-images}), {@code sha256} of the images, {@code
 * images} of each class, {@code units}, {@code unit} and {@code inverseRegularization}, as {@link
 * HeadRefit} has them; {@code added} where ordinary images joined a bank of patches: of each time
 * {@code sha256}, {@code images} and {@code rows}, as {@link BankAddition} has them</td></tr>
 * <tr><td>{@code activations}</td><td>where they were measured: for each of {@link
 * ActivationRanges#layers} the least and the greatest of its results, two numbers</td></tr>
 * <tr><td>{@code patches}</td><td>of a model learnt from ordinary images alone: {@code stride},
 * {@code rows} and {@code percent} as {@link PatchGrid} has them; the head then sees these, and no features</td></tr>
 * <tr><td>{@code bankFeatures}</td><td>where there is a {@code bank.safetensors}, and only there:
 * what of the backbone its rows are, in this order, such as {@code layer2:mean} and {@code
 * layer3:mean}</td></tr>
 * <tr><td>{@code positive}</td><td>the class that counts as crack, where that was said</td></tr>
 * <tr><td>{@code operatingPoint}</td><td>where it was calibrated: {@code threshold}, {@code promise}
 * ({@code recall}, {@code false-alarms} or {@code expected-false-alarms}), {@code target}, {@code
 * confidence} (not of what is expected alone), {@code count}, {@code
 * unit} ({@code image}, {@code photograph} or {@code group}), {@code digest} and, where it is
 * known, {@code precision}, as {@link
 * dev.hibi.model.scoring.OperatingPoint} has them</td></tr>
 * <tr><td>{@code scanPoint}</td><td>where whole photographs were calibrated: {@code tile} and
 * {@code leastArea}, as {@link dev.hibi.model.scoring.ScanPoint} has them, and {@code point}, which
 * is an operating point</td></tr>
 * <tr><td>{@code files}</td><td>for {@code model.pt}, {@code model.safetensors} and, where there
 * are any, {@code bank.safetensors}, {@code frozen.safetensors} (with a bank alone, whose rows are
 * then features of that network), {@code home.safetensors} and {@code learned.safetensors} their {@code bytes} and {@code sha256}</td></tr>
 * <tr><td>{@code sha256}</td><td>of the bytes of this file, with a {@code 0} in the place of each of
 * these 64 digits</td></tr>
 * </table>
 *
 * <p>Formats 1 and 2 have no {@code files} and no {@code sha256}; in format 1 the settings lie in
 * the provenance itself, as text.
 *
 * @param files by name; empty for the formats without
 * @param bankFeatures what of the backbone the rows of {@code bank.safetensors} are; empty if there
 *     is none
 */
record ModelJson(
    ModelDescription description, Map<String, FileDigest> files, List<PooledLayer> bankFeatures) {
  private static final int PLAIN_FORMAT = 3;

  /** With an operating point, which a reader of 3 would pass over: other verdicts than meant. */
  private static final int POINT_FORMAT = 4;

  /** With a bank that a reader of 4 would ask by features of another network than it is of. */
  private static final int FROZEN_FORMAT = 5;

  /** With a threshold of photographs, in whose place a reader of 5 would take that of tiles. */
  private static final int SCAN_FORMAT = 6;

  /** In which the settings stood in the provenance itself, as text. Still read. */
  private static final int FIRST_FORMAT = 1;

  private static final int MAX_BYTES = 16_000_000;

  private static final String SELECTED = "selectedEpoch";
  private static final String REFIT = "refit";
  private static final String ADDED = "added";
  private static final String FEATURES = "features";
  private static final String BANK_FEATURES = "bankFeatures";
  private static final String ACTIVATIONS = "activations";
  private static final String PATCHES = "patches";
  private static final String POSITIVE = "positive";
  private static final String OPERATING_POINT = "operatingPoint";
  private static final String SCAN_POINT = "scanPoint";
  private static final String FILES = "files";
  private static final String DIGEST = "sha256";
  private static final String BYTES = "bytes";
  private static final String NO_DIGITS = "0".repeat(64);
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .serializeNulls() // there may be some in the settings, whatever they are
          .create();

  /**
   * Copies, and checks the bank.
   *
   * @throws IllegalArgumentException if there is one of no features, or there are features or a
   *     network of none, or features of a layer that is left out, or one is twice, or the head sees
   *     patches
   */
  ModelJson {
    files = Map.copyOf(files);
    bankFeatures = List.copyOf(bankFeatures);
    if (files.containsKey(ModelDirectory.FROZEN) && bankFeatures.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected it with a bank alone, found files %s"
              .formatted(ModelDirectory.FROZEN, sorted(files)));
    }
    if (files.containsKey(ModelDirectory.BANK) == bankFeatures.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected them where there is a bank and only there, found %s and files %s"
              .formatted(BANK_FEATURES, PooledLayer.ids(bankFeatures), sorted(files)));
    }
    if (!bankFeatures.isEmpty()) {
      if (description.patches().isPresent()) {
        throw new IllegalArgumentException(
            BANK_FEATURES + ": expected none where there are patches, found " + bankFeatures);
      }
      description.network(bankFeatures); // is one that can be
    }
  }

  private static List<String> sorted(Map<String, FileDigest> files) {
    return files.keySet().stream().sorted().toList();
  }

  /** What the model's own network gives beside its logits, to ask its bank by; may be none. */
  List<PooledLayer> besideLogits() {
    return files.containsKey(ModelDirectory.FROZEN) ? List.of() : bankFeatures;
  }

  private int format() {
    if (description.scanPoint().isPresent()) {
      return SCAN_FORMAT;
    }
    if (files.containsKey(ModelDirectory.FROZEN)) {
      return FROZEN_FORMAT;
    }
    return description.operatingPoint().isPresent() ? POINT_FORMAT : PLAIN_FORMAT;
  }

  /** What a file must be, where it is told. */
  Optional<FileDigest> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /** The text of the file. */
  String text() {
    JsonObject json = new JsonObject();
    json.addProperty("format", format());
    json.addProperty("backbone", description.backbone().id());
    if (description.patches().isEmpty()) {
      json.add(FEATURES, GSON.toJsonTree(PooledLayer.ids(description.features())));
    }
    json.add("labels", GSON.toJsonTree(description.labels().names()));
    json.add("image", GSON.toJsonTree(description.imageSpec()));
    JsonObject provenance = new JsonObject();
    provenance.addProperty("started", description.provenance().started());
    provenance.add("settings", JsonParser.parseString(description.provenance().settings()));
    if (description.provenance().selectedEpoch() > 0) {
      provenance.addProperty(SELECTED, description.provenance().selectedEpoch());
    }
    description
        .provenance()
        .refit()
        .ifPresent(refit -> provenance.add(REFIT, HeadRefitJson.of(refit)));
    if (!description.provenance().added().isEmpty()) {
      provenance.add(ADDED, BankAdditionJson.of(description.provenance().added()));
    }
    json.add("provenance", provenance);
    if (!description.activations().isEmpty()) {
      json.add(ACTIVATIONS, toJson(description.activations()));
    }
    description.patches().ifPresent(patches -> json.add(PATCHES, GSON.toJsonTree(patches)));
    if (!bankFeatures.isEmpty()) {
      json.add(BANK_FEATURES, GSON.toJsonTree(PooledLayer.ids(bankFeatures)));
    }
    description.positive().ifPresent(label -> json.addProperty(POSITIVE, label));
    description
        .operatingPoint()
        .ifPresent(point -> json.add(OPERATING_POINT, OperatingPointJson.of(point)));
    description
        .scanPoint()
        .ifPresent(point -> json.add(SCAN_POINT, OperatingPointJson.ofScan(point)));
    JsonObject manifest = new JsonObject();
    new TreeMap<>(files).forEach((name, digest) -> manifest.add(name, toJson(digest)));
    json.add(FILES, manifest);
    json.addProperty(DIGEST, NO_DIGITS);
    return withDigest(GSON.toJson(json) + "\n");
  }

  private static JsonObject toJson(ActivationRanges activations) {
    JsonObject json = new JsonObject();
    activations
        .byLayer()
        .forEach(
            (layer, range) ->
                json.add(layer, GSON.toJsonTree(new float[] {range.least(), range.greatest()})));
    return json;
  }

  private static JsonObject toJson(FileDigest digest) {
    JsonObject json = new JsonObject();
    json.addProperty(BYTES, digest.byteCount());
    json.addProperty(DIGEST, digest.sha256());
    return json;
  }

  /**
   * A text with its own digest.
   *
   * @param text with 64 zeros in the digest's place, which is the last such place
   */
  static String withDigest(String text) {
    return replaceLast(text, NO_DIGITS, digest(text));
  }

  private static String digest(String text) {
    MessageDigest digest = Sha256.begin();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return Sha256.digits(digest);
  }

  private static String replaceLast(String text, String digits, String by) {
    int at = text.lastIndexOf(digits);
    return at < 0 // written by escapes, say
        ? text
        : text.substring(0, at) + by + text.substring(at + digits.length());
  }

  /**
   * Reads the file.
   *
   * @throws IOException if it is absent, of another format, or broken; or changed since it was
   *     written
   */
  static ModelJson read(Path file) throws IOException {
    String text = readText(file);
    try {
      StrictJson json = StrictJson.parse(text);
      long format = json.whole("format");
      if (format < FIRST_FORMAT || format > SCAN_FORMAT) {
        throw new IOException(
            "unsupported model: expected format %d to %d, found %d (%s)"
                .formatted(FIRST_FORMAT, SCAN_FORMAT, format, file));
      }
      Map<String, FileDigest> files = Map.of();
      if (format >= PLAIN_FORMAT) {
        requireUnchanged(text, digits(json), file);
        files = files(json.object(FILES));
      } else if (json.has(FILES) || json.has(DIGEST)) {
        throw new StrictJson.Malformed(
            "format: expected %d where there are digests, found %d"
                .formatted(PLAIN_FORMAT, format));
      }
      if (format < POINT_FORMAT && json.has(OPERATING_POINT)) {
        throw new StrictJson.Malformed(
            "format: expected %d where there is an operating point, found %d"
                .formatted(POINT_FORMAT, format));
      }
      if ((format == SCAN_FORMAT) != json.has(SCAN_POINT)) {
        throw new StrictJson.Malformed(
            "format: expected %d where there is a %s and only there, found %d"
                .formatted(SCAN_FORMAT, SCAN_POINT, format));
      }
      if (format == FROZEN_FORMAT && !files.containsKey(ModelDirectory.FROZEN)) {
        throw new StrictJson.Malformed(
            "files: expected %s in format %d, found %s"
                .formatted(ModelDirectory.FROZEN, format, sorted(files)));
      }
      if (format < FROZEN_FORMAT && files.containsKey(ModelDirectory.FROZEN)) {
        throw new StrictJson.Malformed(
            "format: expected %d where there is a %s and only there, found %d and files %s"
                .formatted(FROZEN_FORMAT, ModelDirectory.FROZEN, format, sorted(files)));
      }
      List<PooledLayer> bankFeatures =
          format >= PLAIN_FORMAT && json.has(BANK_FEATURES)
              ? features(json.texts(BANK_FEATURES))
              : List.of();
      return new ModelJson(description(format, json), files, bankFeatures);
    } catch (StrictJson.Malformed | IllegalArgumentException e) {
      throw new IOException(
          "bad model: expected format, backbone, labels, image and provenance, found '%s' (%s)"
              .formatted(e.getMessage(), file),
          e);
    }
  }

  private static String readText(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("not a model: expected a file, found something else (" + file + ")");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(
            "bad model: expected at most %d bytes, found more (%s)".formatted(MAX_BYTES, file));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException e) {
      throw new IOException(
          "not a model: expected a directory with model.json, found none (%s)"
              .formatted(file.getParent()),
          e);
    } catch (CharacterCodingException e) {
      throw new IOException(
          "bad model: expected text in UTF-8, found other bytes (%s)".formatted(file), e);
    }
  }

  private static void requireUnchanged(String text, String stated, Path file) throws IOException {
    String found = digest(replaceLast(text, stated, NO_DIGITS));
    if (!found.equals(stated)) {
      throw new IOException(
          "model changed since it was written: expected SHA-256 %s, found %s (%s)"
              .formatted(stated, found, file));
    }
  }

  private static String digits(StrictJson json) throws StrictJson.Malformed {
    String digits = json.text(DIGEST);
    if (!DIGITS.matcher(digits).matches()) {
      throw new StrictJson.Malformed(
          "sha256: expected 64 hexadecimal digits, found " + digits.length() + " characters");
    }
    return digits;
  }

  private static Map<String, FileDigest> files(StrictJson json) throws StrictJson.Malformed {
    Map<String, FileDigest> files = new LinkedHashMap<>();
    for (String name : new String[] {ModelDirectory.SCRIPT, ModelDirectory.WEIGHTS}) {
      files.put(name, file(json, name));
    }
    for (String name :
        new String[] {
          ModelDirectory.BANK, ModelDirectory.FROZEN, ModelDirectory.HOME, ModelDirectory.LEARNED
        }) {
      if (json.has(name)) {
        files.put(name, file(json, name));
      }
    }
    return files;
  }

  private static FileDigest file(StrictJson json, String name) throws StrictJson.Malformed {
    StrictJson file = json.object(name);
    return new FileDigest(file.whole(BYTES), digits(file));
  }

  private static ModelDescription description(long format, StrictJson json)
      throws StrictJson.Malformed {
    StrictJson image = json.object("image");
    return new ModelDescription(
        Backbone.of(json.text("backbone")),
        json.has(FEATURES) ? features(json.texts(FEATURES)) : PooledLayer.DEFAULT,
        new ClassLabels(json.texts("labels")),
        new ImageSpec(image.small("size"), image.numbers("mean"), image.numbers("std")),
        provenance(format, json.object("provenance")),
        json.has(ACTIVATIONS) ? activations(json.object(ACTIVATIONS)) : ActivationRanges.NONE,
        json.has(PATCHES) ? Optional.of(patches(json.object(PATCHES))) : Optional.empty(),
        json.has(POSITIVE) ? Optional.of(json.text(POSITIVE)) : Optional.empty(),
        format == POINT_FORMAT || json.has(OPERATING_POINT)
            ? Optional.of(OperatingPointJson.read(json.object(OPERATING_POINT)))
            : Optional.empty(),
        format == SCAN_FORMAT
            ? Optional.of(OperatingPointJson.readScan(json.object(SCAN_POINT)))
            : Optional.empty());
  }

  private static PatchGrid patches(StrictJson json) throws StrictJson.Malformed {
    return new PatchGrid(json.small("stride"), json.small("rows"), json.small("percent"));
  }

  private static ActivationRanges activations(StrictJson json) throws StrictJson.Malformed {
    Map<String, ActivationRanges.Range> ranges = new LinkedHashMap<>();
    for (String layer : json.copy().keySet()) {
      List<Float> range = json.numbers(layer);
      if (range.size() != 2) {
        throw new StrictJson.Malformed(
            "%s.%s: expected 2 numbers, found %d".formatted(ACTIVATIONS, layer, range.size()));
      }
      ranges.put(layer, new ActivationRanges.Range(range.get(0), range.get(1)));
    }
    if (ranges.isEmpty()) {
      throw new StrictJson.Malformed(ACTIVATIONS + ": expected a range of each layer, found none");
    }
    return new ActivationRanges(ranges);
  }

  private static List<PooledLayer> features(List<String> ids) {
    return ids.stream().map(PooledLayer::of).toList();
  }

  private static Provenance provenance(long format, StrictJson json) throws StrictJson.Malformed {
    String started = json.text("started");
    if (format != FIRST_FORMAT) {
      return new Provenance(
          started,
          json.object("settings").copy().toString(),
          json.has(SELECTED) ? json.small(SELECTED) : 0,
          json.has(REFIT) ? Optional.of(HeadRefitJson.read(json.object(REFIT))) : Optional.empty(),
          json.has(ADDED) ? BankAdditionJson.read(json.objects(ADDED)) : List.of());
    }
    JsonObject settings = json.copy();
    settings.remove("started");
    return new Provenance(started, settings.toString());
  }
}
