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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.deployment.hook.DeploymentHook;
import org.eclipse.kura.deployment.hook.RequestContext;
import org.junit.jupiter.api.BeforeEach;
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
  private final Map<String, Object> given = new HashMap<>();
  private Map<String, Object> received = Map.of();
  private HookInstaller installer;
  private String failing = "";

  private HookInstaller installer(String... associations) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < associations.length; i += 2) {
      all.put(associations[i], associations[i + 1]);
    }
    return new HookInstaller(all, Map.of("plc", given), hooks, directory);
  }

  @BeforeEach
  void install() throws IOException {
    installer = installer("plc", "my.hook");
    Files.writeString(directory.resolve("file"), "new");
  }

  private Firmware firmware() {
    return new Firmware(ORDER, "1", directory.resolve("file"), directory);
  }

  /** The path that a hook receives. */
  private Path file() {
    return directory.resolve("hook").resolve("plc-2.bin");
  }

  private final DeploymentHook hook =
      new DeploymentHook() {
        @Override
        public void preDownload(RequestContext context, Map<String, Object> properties)
            throws KuraException {
          call("preDownload", context, properties);
        }

        @Override
        public void postDownload(RequestContext context, Map<String, Object> properties)
            throws KuraException {
          call("postDownload", context, properties);
        }

        @Override
        public void postInstall(RequestContext context, Map<String, Object> properties)
            throws KuraException {
          call("postInstall", context, properties);
        }
      };

  private void call(String name, RequestContext context, Map<String, Object> properties)
      throws KuraException {
    received = properties;
    calls.add(name + " " + context.getRequestType() + " " + context.getDownloadFilePath());
    if (name.equals(failing)) {
      throw new KuraException(KuraErrorCode.OPERATION_NOT_SUPPORTED);
    }
  }

  @Test
  void isCalledInOrder() throws Exception {
    hooks.put(hook, Map.of("kura.service.pid", "my.hook"));
    installer.accept(ORDER);
    installer.check(firmware());
    assertEquals("new", Files.readString(file()));
    assertEquals(Installed.FORMER, installer.state(firmware()));
    assertEquals(Installed.NEW, installer.install(firmware()));
    assertEquals(Installed.NEW, installer.state(firmware()));
    assertEquals(
        List.of(
            "preDownload plc " + file(), "postDownload plc " + file(), "postInstall plc " + file()),
        calls);
  }

  @Test
  void isGivenWhatIsConfigured() throws Exception {
    hooks.put(hook, Map.of("kura.service.pid", "my.hook"));
    given.put("destination", "/opt/plc");
    given.put("dp.name", "mine");
    installer = installer("plc", "my.hook");
    installer.accept(ORDER);
    assertEquals(Map.of("destination", "/opt/plc", "dp.name", "mine", "dp.version", "2"), received);
  }

  /** A hook that needs a destination and takes its name from the file, as Kura's own does. */
  @Test
  void oneThatMovesTheFileIsToldWhereTo() throws Exception {
    Path target = Files.createDirectories(directory.resolve("target"));
    MovingHook moving = new MovingHook();
    hooks.put(moving, Map.of("kura.service.pid", "my.hook"));
    installer.accept(ORDER);
    InstallException refusal =
        assertThrows(InstallException.class, () -> installer.check(firmware()));
    assertTrue(refusal.getMessage().contains("destination must be specified"), refusal::toString);
    assertFalse(refusal.getMessage().contains("{0}"), refusal::toString);
    assertEquals(Installed.FORMER, installer.state(firmware()));
    installer.rollBack(firmware());

    given.put("destination", target.toString());
    installer = installer("plc", "my.hook");
    installer.check(firmware());
    assertEquals("new", Files.readString(target.resolve("plc")));
    installer.check(firmware());
    assertEquals(Installed.NEW, installer.install(firmware()));
  }

  @Test
  void aDifferenceIsRefused() {
    hooks.put(hook, Map.of("kura.service.pid", "my.hook"));
    FirmwareOrder difference =
        new FirmwareOrder("plc", "2", 3, "bin", Map.of(), true, JsonText.EMPTY_OBJECT);
    InstallException refusal =
        assertThrows(InstallException.class, () -> installer.accept(difference));
    assertTrue(refusal.getMessage().contains("isDiff"), refusal::toString);
    assertEquals(List.of(), calls);
  }

  @Test
  void isFoundByTheFileTypeWhereTheModuleHasNone() throws Exception {
    hooks.put(hook, Map.of("kura.service.pid", "my.hook"));
    installer("bin", "my.hook").accept(ORDER);
    installer("bin", "other.hook", "plc", "my.hook").accept(ORDER);
    assertEquals(List.of("preDownload bin " + file(), "preDownload plc " + file()), calls);
  }

  @Test
  void aSecondOneOfTheSameNameIsIgnored() throws Exception {
    hooks.put(hook, Map.of("kura.service.pid", "my.hook"));
    DeploymentHook second = new Silent();
    hooks.put(second, Map.of("kura.service.pid", "my.hook"));
    installer.accept(ORDER);
    assertEquals(1, calls.size());
    hooks.remove(hook, Map.of());
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
    hooks.put(breaking, Map.of("kura.service.pid", "my.hook"));
    assertThrows(InstallException.class, () -> installer.accept(ORDER));
  }

  /** Its update has ended, and the files may be those of the next update. */
  @Test
  void oneThatReturnsAfterItWasGivenUpMarksNothing() throws Exception {
    DeploymentHook late =
        new Silent() {
          @Override
          public void postInstall(RequestContext context, Map<String, Object> properties) {
            assertThrows(InstallException.class, () -> installer.rollBack(firmware()));
          }
        };
    hooks.put(late, Map.of("kura.service.pid", "my.hook"));
    InstallException end =
        assertThrows(InstallException.class, () -> installer.install(firmware()));
    assertTrue(end.getMessage().contains("after its deadline"), end::toString);
    assertEquals(Installed.BETWEEN, installer.state(firmware()));
  }

  @Test
  void oneThatReturnsWhenTheFilesAreGoneMakesNone() throws Exception {
    Path gone = directory.resolve("gone");
    hooks.put(hook, Map.of("kura.service.pid", "my.hook"));
    Firmware former = new Firmware(ORDER, "1", directory.resolve("file"), gone);
    assertThrows(InstallException.class, () -> installer.install(former));
    assertFalse(Files.exists(gone));
  }

  private static final class MovingHook extends Silent {
    @Override
    public void postDownload(RequestContext context, Map<String, Object> properties)
        throws KuraException {
      try {
        Object destination = properties.get("destination");
        Objects.requireNonNull(destination, "destination must be specified");
        Path from = Path.of(context.getDownloadFilePath());
        String name = String.valueOf(from.getFileName());
        Path to = Path.of(destination.toString());
        Files.move(from, to.resolve(name.substring(0, name.lastIndexOf('-'))));
      } catch (IOException | RuntimeException e) {
        throw new KuraException(KuraErrorCode.INTERNAL_ERROR, e);
      }
    }
  }

  private static class Silent implements DeploymentHook {
    @Override
    public void preDownload(RequestContext context, Map<String, Object> properties) {}

    @Override
    public void postDownload(RequestContext context, Map<String, Object> properties)
        throws KuraException {}

    @Override
    public void postInstall(RequestContext context, Map<String, Object> properties) {}
  }

  @Test
  void mayRefuse() throws Exception {
    hooks.put(hook, Map.of("kura.service.pid", "my.hook"));
    failing = "preDownload";
    assertThrows(InstallException.class, () -> installer.accept(ORDER));
    installer.rollBack(firmware());
  }

  @Test
  void whatItRefusesBehindTheDownloadWasNotInstalled() throws Exception {
    hooks.put(hook, Map.of("kura.service.pid", "my.hook"));
    failing = "postDownload";
    assertThrows(InstallException.class, () -> installer.check(firmware()));
    assertEquals(Installed.FORMER, installer.state(firmware()));
    installer.rollBack(firmware());
  }

  @Test
  void whatFailsInTheMiddleCannotBeTakenBack() throws Exception {
    hooks.put(hook, Map.of("kura.service.pid", "my.hook"));
    failing = "postInstall";
    assertThrows(InstallException.class, () -> installer.install(firmware()));
    assertEquals(Installed.BETWEEN, installer.state(firmware()));
    assertThrows(InstallException.class, () -> installer.rollBack(firmware()));
  }

  @Test
  void withoutTheHookNothingIsAccepted() {
    hooks.put(hook, Map.of("kura.service.pid", "another.hook"));
    assertThrows(InstallException.class, () -> installer.accept(ORDER));
    hooks.remove(hook, Map.of());
    assertThrows(InstallException.class, () -> installer.install(firmware()));
  }

  @Test
  void aHookThatChangesItsNameIsFoundUnderTheNewOneAndTheHigherRankingIsUsed() {
    DeploymentHook first = new NoHook();
    DeploymentHook second = new NoHook();
    hooks.put(first, Map.of("kura.service.pid", "old.hook", "service.id", 1L));
    hooks.put(first, Map.of("kura.service.pid", "my.hook", "service.id", 1L));
    hooks.put(
        second, Map.of("kura.service.pid", "my.hook", "service.id", 2L, "service.ranking", 1));
    assertEquals(Optional.empty(), hooks.named("old.hook"));
    assertEquals(Optional.of(second), hooks.named("my.hook"));
    hooks.remove(second, Map.of("service.id", 2L));
    assertEquals(Optional.of(first), hooks.named("my.hook"));
  }

  @Test
  void aHookThatIsRegisteredUnderTwoNamesIsFoundUnderBoth() {
    DeploymentHook both = new NoHook();
    hooks.put(both, Map.of("kura.service.pid", "one.hook", "service.id", 1L));
    hooks.put(both, Map.of("kura.service.pid", "other.hook", "service.id", 2L));
    assertEquals(Optional.of(both), hooks.named("one.hook"));
    assertEquals(Optional.of(both), hooks.named("other.hook"));
    hooks.remove(both, Map.of("service.id", 1L));
    assertEquals(Optional.empty(), hooks.named("one.hook"));
    assertEquals(Optional.of(both), hooks.named("other.hook"));
  }

  private static final class NoHook implements DeploymentHook {
    @Override
    public void preDownload(RequestContext context, Map<String, Object> properties) {}

    @Override
    public void postDownload(RequestContext context, Map<String, Object> properties) {}

    @Override
    public void postInstall(RequestContext context, Map<String, Object> properties) {}
  }
}
