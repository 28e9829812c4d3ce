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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;

/** Commands, with a Java program instead of RAUC. */
class CommandInstallerTest {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir private Path directory;
  private final Map<String, Object> properties = new HashMap<>();
  private Firmware firmware;

  @BeforeEach
  void firmware() throws IOException {
    FirmwareOrder order =
        new FirmwareOrder(
            "default", "2.0; reboot", 3, "raucb", Map.of(), false, JsonText.EMPTY_OBJECT);
    Path file = Files.writeString(directory.resolve("image file"), "new");
    firmware = new Firmware(order, "1.0", file, directory);
    properties.put("command.allowed", JAVA);
    program("Install", "System.out.println(java.util.List.of(args)); System.exit(0);");
  }

  /** Configures a command that runs a source file of its own. */
  private void program(String name, String body) throws IOException {
    Path source = directory.resolve(name + ".java");
    Files.writeString(
        source,
        "class "
            + name
            + " { public static void main(String[] args) throws Exception { "
            + body
            + " } }");
    String command = JAVA + " " + source + " {file} {version}";
    properties.put("command." + name.toLowerCase(Locale.ROOT), command);
  }

  private CommandInstaller installer(String boot) {
    ConfigurationValues values = ConfigurationValues.of(properties);
    CommandSettings settings = CommandSettings.of(values);
    assertEquals("[]", values.problems().toString());
    return new CommandInstaller(settings, boot);
  }

  @Test
  void argumentsReachTheCommandAsTheyAre() throws Exception {
    program(
        "Install",
        "java.nio.file.Files.writeString(java.nio.file.Path.of(\"said\"), String.join(\"#\", args));");
    assertEquals(Installed.NEW, installer("a").install(firmware));
    assertEquals(firmware.file() + "#2.0; reboot", Files.readString(directory.resolve("said")));
    assertEquals(Installed.NEW, installer("a").state(firmware));
    assertEquals(Optional.empty(), installer("a").fault(firmware));
  }

  @Test
  void noWordBecomesAnOption() throws Exception {
    program(
        "Install",
        "java.nio.file.Files.writeString(java.nio.file.Path.of(\"said\"), String.join(\"#\", args));");
    Path file = Files.writeString(directory.resolve("-rf"), "new");
    Path relative = Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());
    firmware = new Firmware(firmware.order(), "1.0", relative, directory);
    installer("a").install(firmware);
    String said = Files.readString(directory.resolve("said"));
    assertTrue(said.startsWith("/") || said.charAt(1) == ':', said);
    for (String version : List.of("-rf", "--help", "@/etc/passwd", " 1", "{file}", "")) {
      FirmwareOrder order =
          new FirmwareOrder("default", version, 3, "raucb", Map.of(), false, JsonText.EMPTY_OBJECT);
      Firmware bad = new Firmware(order, "1.0", file, directory);
      assertThrows(InstallException.class, () -> installer("a").accept(order), version);
      assertThrows(InstallException.class, () -> installer("a").install(bad), version);
    }
    installer("a").accept(firmware.order());
  }

  @Test
  void aDifferenceIsRefused() {
    FirmwareOrder order =
        new FirmwareOrder("default", "2", 3, "raucb", Map.of(), true, JsonText.EMPTY_OBJECT);
    InstallException refusal =
        assertThrows(InstallException.class, () -> installer("a").accept(order));
    assertTrue(refusal.getMessage().contains("isDiff"), refusal.getMessage());
  }

  @Test
  void whatACommandSaysIsShownWithItsControlCharacters() throws Exception {
    program("Install", "System.out.print(\"slot\\u001b[2J busy\"); System.exit(3);");
    InstallException e =
        assertThrows(InstallException.class, () -> installer("a").install(firmware));
    assertTrue(e.getMessage().endsWith(": slot\\u001b[2J busy"), e.getMessage());
  }

  @Test
  void theExitCodeAndTheLastLineAreReported() throws Exception {
    program("Install", "System.out.println(\"slot busy\"); System.exit(3);");
    InstallException e =
        assertThrows(InstallException.class, () -> installer("a").install(firmware));
    assertEquals("the installation ended with exit code 3: slot busy", e.getMessage());
    assertEquals(Installed.FORMER, installer("a").state(firmware));
    installer("a").rollBack(firmware);
  }

  @Test
  void afterARestartTheVersionSaysWhatRuns() throws Exception {
    program("Install", "System.exit(10);");
    properties.put("command.restart.codes", "10;11");
    program("Version", "System.out.println(\"1.0\");");
    assertEquals(Installed.NEW_AFTER_RESTART, installer("a").install(firmware));
    assertEquals(Installed.NEW_AFTER_RESTART, installer("a").state(firmware));
    assertEquals(Installed.FELL_BACK, installer("b").state(firmware));
    program("Version", "System.out.println(args[1]);");
    assertEquals(Installed.NEW, installer("b").state(firmware));
  }

  /** Such a restart ends the command before its last statement. */
  @Test
  void aCommandThatRestartsByItselfLeavesTheNewVersionNotTheFormer() throws Exception {
    properties.put("command.restart.codes", "7");
    program("Version", "System.out.println(\"1.0\");");
    assertEquals(Installed.FORMER, installer("b").state(firmware));
    program("Version", "System.out.println(args[1]);");
    assertEquals(Installed.NEW, installer("b").state(firmware));
    program("Version", "System.exit(3);");
    assertEquals(Installed.FORMER, installer("b").state(firmware));
    program("Version", "System.out.println(args[1]);");
    properties.remove("command.restart.codes");
    assertEquals(Installed.FORMER, installer("b").state(firmware), "it may be half in place");
  }

  @Test
  void withoutAVersionNobodyWouldKnowAfterARestart() throws Exception {
    program("Install", "System.exit(10);");
    properties.put("command.restart.codes", "10");
    InstallException e =
        assertThrows(InstallException.class, () -> installer("a").install(firmware));
    assertTrue(e.getMessage().contains("command.version"), e.getMessage());
  }

  @Test
  void withoutACommandThereIsNoWayBack() throws Exception {
    installer("a").install(firmware);
    assertThrows(InstallException.class, () -> installer("a").rollBack(firmware));
    program("RollBack", "System.exit(0);");
    installer("a").rollBack(firmware);
    assertEquals(Installed.FORMER, installer("a").state(firmware));
  }

  @Test
  void aCommandThatTakesTooLongIsEnded() throws Exception {
    program("Install", "new java.util.concurrent.CountDownLatch(1).await();");
    properties.put("command.timeout.seconds", 1);
    InstallException e =
        assertThrows(InstallException.class, () -> installer("a").install(firmware));
    assertTrue(e.getMessage().contains("takes longer than 1 s"), e.getMessage());
  }

  @Test
  void anInterruptionEndsTheCommand() throws Exception {
    program(
        "Install",
        "java.nio.file.Files.writeString(java.nio.file.Path.of(\"pid\"), \"\" +"
            + " ProcessHandle.current().pid()); new java.util.concurrent.CountDownLatch(1).await();");
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    CommandInstaller installer = installer("a");
    Thread thread =
        new Thread(
            () -> {
              try {
                installer.install(firmware);
              } catch (InstallException | InterruptedException e) {
                thrown.complete(e);
              }
            });
    thread.start();
    Path pid = directory.resolve("pid");
    Awaitility.await().until(() -> Files.exists(pid) && Files.size(pid) > 0);
    ProcessHandle process = ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow();
    thread.interrupt();
    assertEquals(InterruptedException.class, thrown.get(60, TimeUnit.SECONDS).getClass());
    process.onExit().get(60, TimeUnit.SECONDS);
    assertFalse(process.isAlive());
  }

  @Test
  void muchOutputNeitherFillsMemoryNorBlocks() throws Exception {
    program("Install", "for (int i = 0; i < 200000; i++) System.out.println(\"line \" + i);");
    assertEquals(Installed.NEW, installer("a").install(firmware));
  }

  @Test
  void onlyWhatIsAllowedIsRun() {
    properties.put("command.install", "/bin/sh -c reboot");
    properties.put("command.restart.codes", "x 256");
    ConfigurationValues values = ConfigurationValues.of(properties);
    CommandSettings settings = CommandSettings.of(values);
    assertFalse(settings.isConfigured());
    assertEquals(3, values.problems().size(), values.problems()::toString);
    assertTrue(values.problems().get(0).contains("/bin/sh"), values.problems()::toString);
  }
}
