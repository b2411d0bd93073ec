package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

final class DeviceSelectionTest {

  @Test
  void autoTakesTheFirstGpuIfThereIsOne() {
    assertThat(DeviceSelection.select("auto", 2)).isEqualTo(Device.gpu(0));
    assertThat(DeviceSelection.select("auto", 0)).isEqualTo(Device.cpu());
  }

  @Test
  void aDeviceIsTakenByItsName() {
    assertThat(DeviceSelection.select("cpu", 2)).isEqualTo(Device.cpu());
    assertThat(DeviceSelection.select("gpu", 2)).isEqualTo(Device.gpu(0));
    assertThat(DeviceSelection.select("gpu:1", 2)).isEqualTo(Device.gpu(1));
    assertThat(DeviceSelection.name(Device.gpu(1))).isEqualTo("gpu:1");
    assertThat(DeviceSelection.name(Device.cpu())).isEqualTo("cpu");
  }

  @Test
  void anAbsentGpuIsRefusedWithAListOfWhatThereIs() {
    assertThatThrownBy(() -> DeviceSelection.select("gpu", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no such device: expected one of cpu, found 'gpu'");
    assertThatThrownBy(() -> DeviceSelection.select("gpu:2", 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no such device: expected one of cpu, gpu:0, gpu:1, found 'gpu:2'");
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThatThrownBy(() -> DeviceSelection.select("cuda:0", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown device: expected auto, cpu, gpu or gpu:N, found 'cuda:0'");
  }
}
