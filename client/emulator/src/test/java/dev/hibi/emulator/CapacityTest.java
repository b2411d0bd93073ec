package dev.hibi.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cluster's nodes, and what tenants may use of them. */
@Timeout(60)
final class CapacityTest {
  @TempDir private Path folder;
  private final Semaphore mayEnd = new Semaphore(0);

  private Emulator.Builder builder() {
    return Emulator.builder(folder)
        .startDelay(Duration.ofMillis(1))
        .program(
            job -> {
              mayEnd.acquire();
              return 0;
            });
  }

  private static EmulatorCaller caller(Emulator emulator) throws Exception {
    EmulatorCaller caller = EmulatorCaller.of(emulator);
    caller.post("/datasets", "{\"name\":\"none\",\"entries\":{}}");
    return caller;
  }

  private static String job(int cpu, int memory, int gpu) {
    return ServerRulesTest.JOB
        .formatted("job", "[]", "[]")
        .replace(
            "\"cpu\":1,\"memory\":1,\"gpu\":0",
            "\"cpu\":%d,\"memory\":%d,\"gpu\":%d".formatted(cpu, memory, gpu));
  }

  private static void awaitStatus(EmulatorCaller caller, long id, String status) throws Exception {
    while (!caller.get("/training/" + id).contains("\"status\":\"" + status + "\"")) {
      Thread.sleep(2);
    }
  }

  private static String status(EmulatorCaller caller, long id) throws Exception {
    return caller.get("/training/" + id).replaceAll(".*\"status\":\"(\\w+)\".*", "$1");
  }

  @Test
  void aJobWaitsUntilThereIsRoom() throws Exception {
    try (Emulator emulator = builder().node("gpu-1", 4, 16, 1).start()) {
      EmulatorCaller caller = caller(emulator);
      caller.post("/training/run", job(1, 1, 1));
      caller.post("/training/run", job(1, 1, 1));
      caller.post("/training/run", job(1, 1, 0));
      awaitStatus(caller, 1, "Running");
      awaitStatus(caller, 3, "Running"); // it has room, though an earlier one has none

      assertThat(status(caller, 2)).isEqualTo("Pending");
      assertThat(caller.get("/training/1")).contains("\"node\":\"gpu-1\"");
      assertThat(caller.get("/training/1"))
          .contains("\"conditionNote\":null", "\"executionTime\":\"0d 0h 0m\"");
      assertThat(caller.get("/training/2"))
          .contains(
              "\"node\":null",
              "\"startedAt\":null",
              "\"waitingTime\":\"0d 0h 0m\"",
              "\"executionTime\":null",
              "\"conditionNote\":\"0/1 nodes are available: 1 Insufficient nvidia.com/gpu.\"");
      caller.post("/training/1/halt", "");
      awaitStatus(caller, 2, "Running");
      mayEnd.release(2);
      awaitStatus(caller, 2, "Completed");
      awaitStatus(caller, 3, "Completed");
      assertThat(caller.get("/training/2")).contains("\"node\":\"gpu-1\"");
    }
  }

  @Test
  void aJobThatWaitsCanBeHalted() throws Exception {
    try (Emulator emulator = builder().node("one", 1, 8, 0).start()) {
      EmulatorCaller caller = caller(emulator);
      caller.post("/training/run", job(1, 1, 0));
      caller.post("/training/run", job(1, 1, 0));
      awaitStatus(caller, 1, "Running");
      caller.post("/training/2/halt", "");
      assertThat(status(caller, 2)).isEqualTo("Killed");
      assertThat(caller.get("/training/2"))
          .contains("\"startedAt\":null", "\"executionTime\":null", "\"conditionNote\":null");
      assertThat(caller.get("/admin/resource/nodes")).doesNotContain("training-2", "Unassigned");
    }
  }

  @Test
  void whatTheServerOrItsClusterRefusesIsRefused() throws Exception {
    try (Emulator emulator = builder().start()) {
      EmulatorCaller caller = caller(emulator);
      refused(
          caller,
          job(-1, 1, 0),
          503,
          "Failed to run training. The message bellow may be help to resolve: Job.batch"
              + " \\\"training\\\" is invalid:"
              + " spec.template.spec.containers[0].resources.limits[cpu]: Invalid value: \\\"-1\\\":"
              + " must be greater than or equal to 0");
      refused(caller, job(1, -5, 0), 503, "resources.limits[memory]: Invalid value: \\\"-5\\\"");
      refused(caller, job(1, 1, 99), 400, "The request of GPU exceeds the upper limit.");
      refused(caller, job(65, 1, 0), 400, "The request of CPU exceeds the upper limit.");
      refused(caller, job(1, 257, 0), 400, "The request of Memory exceeds the upper limit.");
      assertThat(caller.get("/training")).isEqualTo("[]");
      assertThat(caller.get("/datasets/1")).contains("\"isLocked\":false");
      caller.post("/training/run", job(64, 256, 8));
      caller.post("/training/run", job(0, 0, -1)); // fewer GPUs than none are none
    }
  }

  @Test
  void aQuotaIsLessThanOfCpuAndMemoryAndAtMostOfGpus() throws Exception {
    try (Emulator emulator = builder().quota("sample", 4, 8, 2).start()) {
      EmulatorCaller caller = caller(emulator);
      refused(caller, job(4, 1, 0), 400, "The request of CPU exceeds the upper limit.");
      refused(caller, job(1, 8, 0), 400, "The request of Memory exceeds the upper limit.");
      refused(caller, job(1, 1, 3), 400, "The request of GPU exceeds the upper limit.");
      caller.post("/training/run", job(3, 7, 2));
      refused(
          caller,
          job(1, 1, 1),
          503,
          "Failed to run training. The message bellow may be help to resolve: Can not access to"
              + " created container. Status: Empty");
      caller.post("/training/run", job(1, 1, 0));
      assertThat(caller.get("/tenant/quota"))
          .isEqualTo("{\"tenantId\":1,\"tenantName\":\"sample\",\"cpu\":4,\"memory\":8,\"gpu\":2}");
    }
  }

  @Test
  void quotasCanBeChangedAndAreKept() throws Exception {
    try (Emulator emulator = builder().start()) {
      EmulatorCaller caller = caller(emulator);
      assertThat(caller.post("/admin/quotas", "[{\"tenantId\":1,\"gpu\":1}]"))
          .isEqualTo(
              "[{\"tenantId\":1,\"tenantName\":\"sample\",\"cpu\":0,\"memory\":0,\"gpu\":1}]");
      assertThat(caller.send("POST", "/admin/quotas", "[{\"tenantId\":9}]").body())
          .contains("Tenant ID 9 is not found.");
    }
    try (Emulator emulator = builder().start()) {
      refused(caller(emulator), job(1, 1, 2), 400, "The request of GPU exceeds the upper limit.");
    }
  }

  @Test
  void jobsOfAPartitionRunOnItsNodes() throws Exception {
    try (Emulator emulator =
        builder().node("plain", 64, 64, 0).node("fast", "gpu", 2, 8, 1).partition("slow").start()) {
      EmulatorCaller caller = caller(emulator);
      caller.post(
          "/training/run", job(1, 1, 0).replace("\"cpu\"", "\"partition\":\"gpu\",\"cpu\""));
      awaitStatus(caller, 1, "Running");
      assertThat(caller.get("/training/1")).contains("\"node\":\"fast\"");
      refused(
          caller,
          job(3, 1, 0).replace("\"cpu\"", "\"partition\":\"gpu\",\"cpu\""),
          400,
          "The request of CPU exceeds the upper limit.");
      refused(
          caller,
          job(1, 1, 0).replace("\"cpu\"", "\"partition\":\"none\",\"cpu\""),
          404,
          "There are no enable nodes with Partition none.");
      assertThat(caller.get("/tenant/partitions")).isEqualTo("[\"gpu\",\"slow\"]");
      assertThat(caller.get("/tenant/nodes"))
          .contains(
              "{\"name\":\"fast\",\"memo\":null,\"partition\":\"gpu\",\"accessLevel\":2,"
                  + "\"allocatableCpu\":2,\"allocatableMemory\":8,\"allocatableGpu\":1}",
              "{\"name\":\"emulator-slow\"");
    }
  }

  @Test
  void nodesAndContainersTellWhatIsInUse() throws Exception {
    try (Emulator emulator =
        builder().node("one", 4, 16, 1).tenant("bridges").tenant("tunnels").start()) {
      EmulatorCaller caller = caller(emulator);
      caller.post("/training/run", job(2, 3, 1));
      caller.post("/training/run", job(1, 1, 1));
      awaitStatus(caller, 1, "Running");

      assertThat(caller.get("/tenant/resource/nodes"))
          .contains(
              "\"assignedCpu\":2,\"cpuInfo\":\"2 / 4.0\",\"assignedMemory\":3,"
                  + "\"memoryInfo\":\"3 GB / 16.0 GB\",\"assignedGpu\":1,\"gpuInfo\":\"1 / 1.0\"",
              "\"name\":\"training-1\",\"createdBy\":\"user\"")
          .doesNotContain("training-2");
      assertThat(caller.get("/tenant/resource/containers"))
          .contains("\"status\":\"Pending\",\"nodeName\":null", "\"nodeName\":\"one\"");
      assertThat(caller.get("/admin/resource/nodes"))
          .contains("\"name\":\"*Unassigned*\"", "\"name\":\"training-2\"");
      assertThat(caller.get("/admin/resource/tenants"))
          .contains("\"gpuInfo\":\"1 /Infinity\"", "\"name\":\"tunnels\"");
      assertThat(caller.get("/admin/resource/containers"))
          .contains("\"tenantName\":\"bridges\"")
          .doesNotContain("training-2");
    }
  }

  @Test
  void nodesAndQuotasThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> builder().node("one", -1, 2, 3))
        .hasMessage("bad node one: expected 0 and more, found -1 CPU cores, 2 GB, 3 GPUs");
    assertThatThrownBy(() -> builder().quota("sample", 1, -2, 3))
        .hasMessage("bad quota of sample: expected 0 and more, found 1 CPU cores, -2 GB, 3 GPUs");
    assertThatThrownBy(() -> builder().quota("other", 1, 2, 3).start())
        .hasMessage("quota of no tenant: expected one of [sample], found other");
  }

  private static void refused(EmulatorCaller caller, String job, int status, String message)
      throws Exception {
    HttpResponse<String> answer = caller.send("POST", "/training/run", job);
    assertThat(answer.body()).contains(message);
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}
