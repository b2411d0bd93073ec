package dev.hibi.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may call what, against a table of the server's own. {@code src/test/tools/menus.py} makes the
 * table from the server's sources.
 */
final class MenusTest {
  @TempDir private Path folder;

  private static Map<String, String> table() throws IOException {
    Map<String, String> menus = new TreeMap<>();
    try (InputStream in = MenusTest.class.getResourceAsStream("menus.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" ", -1))
          .forEach(words -> menus.put(unnamed(words[0] + " " + words[1]), sorted(words[2])));
    }
    return menus;
  }

  private static String unnamed(String route) {
    return route.replaceAll("\\{\\w+}", "{}");
  }

  private static String sorted(String menus) {
    return Arrays.stream(menus.split(",", -1)).sorted().collect(Collectors.joining(","));
  }

  private static String needed(Routes.Route route) {
    if (route.anonymous()) {
      return "anonymous";
    }
    return route.menus().isEmpty() ? "-" : sorted(route.menus());
  }

  @Test
  void eachRouteAsksForTheMenusThatTheServerAsksFor() throws Exception {
    Map<String, String> server = table();
    List<String> wrong = new ArrayList<>();
    try (Emulator emulator = Emulator.builder(folder).start()) {
      for (Routes.Route route : emulator.routes().all()) {
        String expected = String.valueOf(server.get(unnamed(route.line())));
        if (!needed(route).equals(expected)) {
          wrong.add("%s: expected %s, found %s".formatted(route.line(), expected, needed(route)));
        }
      }
      assertThat(emulator.routes().all()).hasSizeGreaterThan(60);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theTableHasAllOperationsOfTheServer() throws Exception {
    assertThat(table())
        .hasSize(242)
        .containsEntry("GET /data", "Data,DataSet,Preprocess")
        .containsEntry("POST /account/login", "anonymous")
        .containsEntry("GET /upload/parameter", "-")
        .containsEntry("GET /account/menus/tree", "-");
  }

  @Test
  void aUserOfAnotherMenuIsToldWhichWouldDo() throws Exception {
    try (Emulator emulator =
        Emulator.builder(folder).user("guest", "guest-password", List.of("DataSet")).start()) {
      EmulatorCaller guest = EmulatorCaller.of(emulator);
      var refused = guest.send("GET", "/data/1", "");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.headers().firstValue("X-Permit-MenuCode")).hasValue("Data,Preprocess");
      assertThat(guest.get("/data")).isEqualTo("[]");
      assertThat(guest.get("/account")).contains("\"userName\":\"guest\"");
    }
  }
}
