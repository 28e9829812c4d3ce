/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.deployment.hook.DeploymentHook;
import org.eclipse.kura.deployment.hook.RequestContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;

/** Kura's deployment hooks, called as Kura calls them. */
class HookInstallerTest {

  private static final FirmwareOrder ORDER =
      new FirmwareOrder("plc", "2", 3, "bin", Map.of(), false, JsonText.EMPTY_OBJECT);

  @TempDir private Path directory;
  private final List<String> calls = new ArrayList<>();
  private final HookInstaller.Hooks hooks = new HookInstaller.Hooks();
  private final HookInstaller installer = new HookInstaller(Map.of("plc", "my.hook"), hooks);
  private String failing = "";

  private Firmware firmware() {
    return new Firmware(ORDER, "1", directory.resolve("file"), directory);
  }

  private final DeploymentHook hook =
      new DeploymentHook() {
        @Override
        public void preDownload(RequestContext context, Map<String, Object> properties)
            throws KuraException {
          call("preDownload", context);
        }

        @Override
        public void postDownload(RequestContext context, Map<String, Object> properties)
            throws KuraException {
          call("postDownload", context);
        }

        @Override
        public void postInstall(RequestContext context, Map<String, Object> properties)
            throws KuraException {
          call("postInstall", context);
        }
      };

  private void call(String name, RequestContext context) throws KuraException {
    calls.add(name + " " + context.getRequestType() + " " + context.getDownloadFilePath());
    if (name.equals(failing)) {
      throw new KuraException(KuraErrorCode.OPERATION_NOT_SUPPORTED);
    }
  }

  @Test
  void isCalledInOrder() throws Exception {
    hooks.add(hook, Map.of("kura.service.pid", "my.hook"));
    installer.accept(ORDER);
    assertEquals(Installed.FORMER, installer.state(firmware()));
    assertEquals(Installed.NEW, installer.install(firmware()));
    assertEquals(Installed.NEW, installer.state(firmware()));
    String file = directory.resolve("file").toString();
    assertEquals(
        List.of("preDownload plc ", "postDownload plc " + file, "postInstall plc " + file), calls);
  }

  @Test
  void isFoundByTheFileTypeWhereTheModuleHasNone() throws Exception {
    hooks.add(hook, Map.of("kura.service.pid", "my.hook"));
    new HookInstaller(Map.of("bin", "my.hook"), hooks).accept(ORDER);
    new HookInstaller(Map.of("bin", "other.hook", "plc", "my.hook"), hooks).accept(ORDER);
    assertEquals(List.of("preDownload bin ", "preDownload plc "), calls);
  }

  @Test
  void aSecondOneOfTheSameNameIsIgnored() throws Exception {
    hooks.add(hook, Map.of("kura.service.pid", "my.hook"));
    DeploymentHook second = new Silent();
    hooks.add(second, Map.of("kura.service.pid", "my.hook"));
    installer.accept(ORDER);
    assertEquals(1, calls.size());
    hooks.remove(hook);
    installer.accept(ORDER);
    assertEquals(1, calls.size());
  }

  @Test
  void oneThatBreaksIsOneThatRefuses() {
    DeploymentHook breaking =
        new Silent() {
          @Override
          public void preDownload(RequestContext context, Map<String, Object> properties) {
            throw new IllegalStateException("broken");
          }
        };
    hooks.add(breaking, Map.of("kura.service.pid", "my.hook"));
    assertThrows(InstallException.class, () -> installer.accept(ORDER));
  }

  private static class Silent implements DeploymentHook {
    @Override
    public void preDownload(RequestContext context, Map<String, Object> properties) {}

    @Override
    public void postDownload(RequestContext context, Map<String, Object> properties) {}

    @Override
    public void postInstall(RequestContext context, Map<String, Object> properties) {}
  }

  @Test
  void mayRefuse() throws Exception {
    hooks.add(hook, Map.of("kura.service.pid", "my.hook"));
    failing = "preDownload";
    assertThrows(InstallException.class, () -> installer.accept(ORDER));
    installer.rollBack(firmware());
  }

  @Test
  void whatFailsInTheMiddleCannotBeTakenBack() throws Exception {
    hooks.add(hook, Map.of("kura.service.pid", "my.hook"));
    failing = "postInstall";
    assertThrows(InstallException.class, () -> installer.install(firmware()));
    assertEquals(Installed.BETWEEN, installer.state(firmware()));
    assertThrows(InstallException.class, () -> installer.rollBack(firmware()));
  }

  @Test
  void withoutTheHookNothingIsAccepted() {
    hooks.add(hook, Map.of("kura.service.pid", "another.hook"));
    assertThrows(InstallException.class, () -> installer.accept(ORDER));
    hooks.remove(hook);
    assertThrows(InstallException.class, () -> installer.install(firmware()));
  }
}
