package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Test;

final class EngineFailureTest {

  @Test
  void aFullGpuIsSaidInOneLine() {
    String message =
        """
        The following operation failed in the TorchScript interpreter.
        Traceback of TorchScript (most recent call last):
          File "code/__torch__.py", line 338, in step
            return (self.network).forward(inputs, )
        RuntimeError: CUDA out of memory. Tried to allocate 2.93 GiB. GPU 0 has a total capacity of \
        79.18 GiB of which 2.06 GiB is free. Including non-PyTorch memory, this process has 77.11 GiB \
        memory in use. Of the allocated memory 76.46 GiB is allocated by PyTorch.
        """;

    assertThat(EngineFailure.reason(message, Device.gpu(0)))
        .isEqualTo(
            "out of memory: expected 2.93 GiB more, found 2.06 GiB"
                + " (gpu:0; smaller batches or images need less)");
  }

  @Test
  void aFullMemoryIsToldWithARemedy() {
    String message =
        "RuntimeError: [enforce fail at alloc_cpu.cpp:116] err == 0. DefaultCPUAllocator: can't"
            + " allocate memory: you tried to allocate 4398046511104 bytes. Error code 12 (Cannot"
            + " allocate memory)";

    EngineException failure = new EngineException(message);
    EngineException full = EngineFailure.of(failure, Device.cpu(), 64);
    assertThat(full)
        .isInstanceOf(BatchMemoryException.class)
        .hasMessage(
            "out of memory: expected 4398046511104 bytes more, found less"
                + " (cpu; a batch smaller than 64 needs less)");
    assertThat(((BatchMemoryException) full).fitting(16))
        .hasMessage(
            "out of memory: expected 4398046511104 bytes more, found less"
                + " (cpu; a batch of 16 fits)");
    assertThat(((BatchMemoryException) full).reckoned(9L << 40))
        .hasMessageEndingWith("(cpu; a batch of 32 should fit)");
    assertThat(((BatchMemoryException) full).reckoned(9L << 30))
        .hasMessageEndingWith("(cpu; a batch smaller than 64 needs less)");
    assertThat(EngineFailure.of(failure, Device.cpu(), 1))
        .hasMessageEndingWith("(cpu; a smaller image needs less)");
  }

  @Test
  void otherFailuresKeepTheEnginesWordsWithoutTheScript() {
    assertThat(
            EngineFailure.reason("Traceback\n  step\nRuntimeError: shapes differ\n", Device.cpu()))
        .isEqualTo("shapes differ");
    assertThat(EngineFailure.reason("no kernel\nmore", Device.cpu())).isEqualTo("no kernel");
  }
}
