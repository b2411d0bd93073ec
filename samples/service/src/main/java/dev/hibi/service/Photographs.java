package dev.hibi.service;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.hibi.image.ImageHeader;
import dev.hibi.image.ImageRows;
import dev.hibi.image.UnreadableImageException;
import dev.hibi.inspection.scan.PhotoScan;
import dev.hibi.inspection.scan.PhotoScanner;
import dev.hibi.inspection.scan.Region;
import dev.hibi.inspection.scan.ScanOverlay;
import dev.hibi.model.Classification;
import dev.hibi.model.ImageClassifier;
import dev.hibi.model.Verdict;
import dev.hibi.model.scoring.Familiarity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import javax.imageio.ImageIO;

/** What is asked of photographs. Thread-safe. */
final class Photographs {
  private static final int MOST_EDGE = 2_048; // pixels of an overlay
  private static final int MARK_BYTES = 10_000;
  private static final int BYTES_A_PIXEL = 10; // its own, a decoder's, the rest
  private static final long MEGA = 1_000_000;

  private final ImageClassifier classifier;
  private final ClassificationService.Settings settings;
  private final Admission admission;
  private final ScanStore scans;
  private final Optional<MarkFolder> marks;
  private final LongAdder images = new LongAdder();

  Photographs(
      ImageClassifier classifier,
      ClassificationService.Settings settings,
      Admission admission,
      ScanStore scans,
      Optional<MarkFolder> marks) {
    this.classifier = classifier;
    this.settings = settings;
    this.admission = admission;
    this.scans = scans;
    this.marks = marks;
  }

  long images() {
    return images.sum();
  }

  Answer classify(Request request) throws Exception {
    request.requireAtMost(settings.largestUpload());
    try (Admission.Place place = admission.enter()) {
      byte[] file = upload(request);
      Classification found = place.work(() -> classifier.classify(file, request.name()));
      images.increment();
      return Answer.json(json(found));
    }
  }

  private byte[] upload(Request request) throws IOException {
    byte[] file = request.body(settings.largestUpload());
    ImageHeader header;
    try {
      header = ImageHeader.read(file, request.name());
    } catch (UnreadableImageException e) {
      throw Problem.of(415, String.valueOf(e.getMessage()));
    }
    long pixels = (long) header.width() * header.height();
    if (pixels > settings.largestMegapixels() * MEGA) {
      throw Problem.of(
          413,
          "image too large: expected at most %d megapixels, found %dx%d (%s)"
              .formatted(
                  settings.largestMegapixels(), header.width(), header.height(), request.name()));
    }
    return file;
  }

  private static JsonObject json(Classification found) {
    JsonObject json = new JsonObject();
    json.addProperty("label", found.label());
    JsonObject probabilities = new JsonObject();
    found.probabilities().forEach(probabilities::addProperty);
    json.add("probabilities", probabilities);
    found.verdict().ifPresent(verdict -> json.add("verdict", json(verdict)));
    found.familiarity().ifPresent(known -> json.add("familiarity", json(known)));
    return json;
  }

  private static JsonObject json(Verdict verdict) {
    JsonObject json = new JsonObject();
    json.addProperty("positive", verdict.positive());
    json.addProperty("score", verdict.score());
    json.addProperty("threshold", verdict.threshold());
    json.addProperty("alarm", verdict.isAlarm());
    json.addProperty("calibrated", verdict.isCalibrated());
    return json;
  }

  private static JsonObject json(Familiarity known) {
    JsonObject json = new JsonObject();
    json.addProperty("familiar", !known.isUnfamiliar());
    json.addProperty("distance", known.distance());
    json.addProperty("share", known.share());
    return json;
  }

  Answer scan(Request request) throws Exception {
    OptionalDouble threshold = request.threshold();
    request.requireAtMost(settings.largestUpload());
    try (Admission.Place place = admission.enter()) {
      byte[] file = upload(request);
      PhotoScan found = place.work(() -> scanned(file, request.name(), threshold));
      images.increment();
      KeptScan kept = new KeptScan(UUID.randomUUID().toString(), found, file, mostPixels());
      scans.put(kept);
      Answer answer = Answer.json(kept.json(found, marksOf(kept)));
      return new Answer(
          201, answer.type(), answer.body(), Map.of("Location", "/scans/" + kept.id()));
    }
  }

  private PhotoScan scanned(byte[] file, String name, OptionalDouble threshold) throws IOException {
    PhotoScanner.Builder scanner = PhotoScanner.builder(classifier).tile(settings.tiles().edge());
    settings.tiles().leastArea().ifPresent(scanner::leastArea);
    threshold.ifPresent(scanner::threshold);
    try (ImageRows photo = ImageRows.open(file, name, mostPixels())) {
      return scanner.build().scan(name, photo);
    } catch (IllegalArgumentException e) {
      // A model that does not say which class counts as crack.
      throw Problem.of(422, String.valueOf(e.getMessage()));
    }
  }

  private int mostPixels() {
    long room = Runtime.getRuntime().maxMemory() / BYTES_A_PIXEL / settings.working();
    return (int)
        Math.min(Math.min(settings.largestMegapixels() * MEGA, room), ImageRows.MOST_PIXELS);
  }

  private List<Mark> marksOf(KeptScan scan) {
    return marks.map(folder -> folder.of(scan.photograph())).orElse(List.of());
  }

  Answer again(Request request) {
    KeptScan kept = scans.get(request.segment(0));
    return Answer.json(kept.json(kept.at(request.threshold()), marksOf(kept)));
  }

  Answer overlay(Request request) throws Exception {
    KeptScan kept = scans.get(request.segment(0));
    PhotoScan asked = kept.at(request.threshold());
    try (Admission.Place place = admission.enter()) {
      return place.work(() -> picture(kept, asked));
    }
  }

  private static Answer picture(KeptScan kept, PhotoScan asked) throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(new ScanOverlay(asked, MOST_EDGE).over(kept.shrunk(MOST_EDGE)), "jpg", jpeg);
    return new Answer(200, "image/jpeg", jpeg.toByteArray(), Map.of());
  }

  private MarkFolder folder() {
    return marks.orElseThrow(
        () ->
            Problem.of(
                404,
                "marks are not kept: expected a service that has a folder for them, found none"));
  }

  Answer mark(Request request) throws Exception {
    MarkFolder folder = folder();
    KeptScan kept = scans.get(request.segment(0));
    JsonObject body = object(request.body(MARK_BYTES));
    String label = label(body);
    PhotoScan asked = kept.at(OptionalDouble.of(Request.threshold(number(body, "threshold"))));
    double number = number(body, "region");
    if (!(number >= 0 && number < asked.regions().size() && number == Math.rint(number))) {
      throw Problem.of(
          422,
          "unknown region: expected one of the %d at this threshold, counted from 0, found another"
              .formatted(asked.regions().size()));
    }
    Region region = asked.regions().get((int) number);
    try (Admission.Place place = admission.enter()) {
      Mark mark =
          place.work(
              () ->
                  folder.add(
                      kept.photograph(),
                      List.of(region.x(), region.y(), region.width(), region.height()),
                      kept.tiles(asked, region, settings.tiles().edge()),
                      label));
      Answer answer = Answer.json(new Gson().toJsonTree(mark));
      return new Answer(201, answer.type(), answer.body(), Map.of());
    }
  }

  private static JsonObject object(byte[] body) {
    try {
      return JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw Problem.of(400, "bad mark: expected a JSON object, found other text");
    }
  }

  private String label(JsonObject body) {
    JsonElement label = body.get("label");
    List<String> names = ModelFacts.names(classifier);
    if (label == null || !label.isJsonPrimitive() || !names.contains(label.getAsString())) {
      throw Problem.of(422, "unknown label: expected one of %s, found another".formatted(names));
    }
    return label.getAsString();
  }

  private static double number(JsonObject body, String name) {
    JsonElement number = body.get(name);
    if (number == null || !number.isJsonPrimitive() || !number.getAsJsonPrimitive().isNumber()) {
      throw Problem.of(422, "bad mark: expected a number under '%s', found none".formatted(name));
    }
    return number.getAsDouble();
  }

  Answer unmark(Request request) throws IOException {
    folder().remove(scans.get(request.segment(0)).photograph(), request.segment(1));
    return new Answer(204, Answer.JSON, new byte[0], Map.of());
  }
}
