package dev.hibi.dataset.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** {@link AuditReport#toJson}. */
final class AuditJsonTest {
  private static final AuditedImage FIRST = new AuditedImage("train", 0, "a.zip!N_1.jpg", "N");
  private static final AuditedImage SECOND = new AuditedImage("test", 3, "b.zip!P_<1>.jpg", "P");

  private static AuditReport report(SingleThreshold... thresholds) {
    SplitSummary.Count one = new SplitSummary.Count("N", 1, 1);
    SplitSummary split =
        new SplitSummary(
            "train",
            1,
            List.of(one),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new SplitSummary.Light("N", 1, 150.5, 0, 12.25, 0)));
    return new AuditReport(
        List.of(split),
        List.of(new Finding(SECOND, "not an image")),
        List.of(new DuplicatePair(FIRST, SECOND, false, Form.TURNED_RIGHT, 0.75)),
        1,
        List.of(),
        List.of(),
        List.of(thresholds));
  }

  @Test
  void everyFieldIsThere() {
    JsonObject json = JsonParser.parseString(report().toJson()).getAsJsonObject();

    assertThat(json.keySet())
        .containsExactly(
            "version",
            "verdict",
            "splits",
            "leaks",
            "conflicts",
            "duplicates",
            "duplicateGroups",
            "unreadable",
            "blank",
            "blurred",
            "thresholds");
    assertThat(json.get("version").getAsInt()).isEqualTo(1);
    assertThat(json.getAsJsonArray("verdict")).hasSize(report().verdict().size());
    assertThat(json.getAsJsonArray("splits").get(0))
        .hasToString(
            "{\"name\":\"train\",\"images\":1,"
                + "\"classes\":[{\"name\":\"N\",\"count\":1,\"share\":1.0}],"
                + "\"sources\":[],\"sizes\":[],\"colorModes\":[],\"formats\":[],"
                + "\"light\":[{\"label\":\"N\",\"images\":1,\"brightness\":150.5,"
                + "\"brightnessDeviation\":0.0,\"contrast\":12.25,\"contrastDeviation\":0.0}]}");
  }

  @Test
  void pairsAndFindingsNameTheirImages() {
    String json = report().toJson();

    String first = "{\"split\":\"train\",\"index\":0,\"name\":\"a.zip!N_1.jpg\",\"label\":\"N\"}";
    String second = "{\"split\":\"test\",\"index\":3,\"name\":\"b.zip!P_<1>.jpg\",\"label\":\"P\"";
    String pair =
        "[{\"first\":%s,\"second\":%s},\"identical\":false,\"form\":\"turned_right\",\"correlation\":0.75}]"
            .formatted(first, second);
    JsonObject parsed = JsonParser.parseString(json).getAsJsonObject();
    assertThat(json).contains("P_<1>.jpg").doesNotEndWith("\n");
    assertThat(parsed.get("leaks")).hasToString(pair);
    assertThat(parsed.get("conflicts")).hasToString(pair);
    assertThat(parsed.get("duplicates")).hasToString(pair);
    assertThat(parsed.get("unreadable"))
        .hasToString("[%s,\"reason\":\"not an image\"}]".formatted(second));
  }

  @Test
  void testAccuracyIsMissingWithoutATestSet() {
    SingleThreshold tested =
        new SingleThreshold("contrast", 12.5, "N", "P", 0.75, OptionalDouble.of(0.5), 0.5);
    SingleThreshold untested =
        new SingleThreshold("contrast", 12.5, "N", "P", 0.75, OptionalDouble.empty(), 0.5);

    String json = report(tested, untested).toJson();

    String common =
        "{\"measure\":\"contrast\",\"threshold\":12.5,\"below\":\"N\",\"above\":\"P\",\"trainAccuracy\":0.75,";
    assertThat(JsonParser.parseString(json).getAsJsonObject().get("thresholds"))
        .hasToString(
            "["
                + common
                + "\"testAccuracy\":0.5,\"majority\":0.5},"
                + common
                + "\"majority\":0.5}]");
  }
}
