package dev.hibi.emulator;

import com.sun.net.httpserver.HttpServer;
import dev.hibi.WholeFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What runs in place of JupyterLab: the command that the notebook starts with, if it has one, and
 * then a page that only shows itself to who has the token. Thread-safe.
 */
final class NotebookProgram implements JobProgram {
  private final JobProgram command;
  private final Map<Long, Page> pages = new ConcurrentHashMap<>();

  NotebookProgram(JobProgram command) {
    this.command = command;
  }

  /**
   * Where a notebook is reached.
   *
   * @param query such as {@code ?token=…}
   */
  record Page(int port, String query) {
    /** Without the token. */
    @Override
    public String toString() {
      return "Page[" + port + "]";
    }
  }

  /** The page of a notebook that runs. */
  Optional<Page> page(long id) {
    return Optional.ofNullable(pages.get(id));
  }

  @Override
  public int run(EmulatedJob notebook) throws Exception {
    if (!notebook.entryPoint().isEmpty() && command.run(notebook) != 0) {
      notebook.log("The execution of startup command is failed. Please review it and run again.");
    }
    String token = "token=" + Tokens.newSecret().replaceAll("\\W", "");
    HttpServer server =
        StubPage.open(
            query ->
                query.equals(token)
                    ? "In place of the JupyterLab of notebook %d.%n".formatted(notebook.id())
                    : "The token is missing or wrong.%n".formatted());
    try {
      Page page = new Page(server.getAddress().getPort(), "?" + token);
      Path log = notebook.root().resolve("kqi").resolve("attach").resolve(".notebook.log");
      WholeFiles.writeFile(
          log, WholeFiles.text("http://127.0.0.1:" + page.port() + "/lab" + page.query() + "\n"));
      pages.put(notebook.id(), page);
      sleep(notebook.environment().getOrDefault("EXPIRES_IN", "infinity"));
      return 0;
    } finally {
      pages.remove(notebook.id());
      server.stop(0);
    }
  }

  private static void sleep(String seconds) throws InterruptedException {
    if (seconds.equals("infinity")) {
      new CountDownLatch(1).await();
    } else {
      TimeUnit.SECONDS.sleep(Long.parseLong(seconds));
    }
  }
}
