/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.credentials.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.store.FailingMedium;
import org.kuralink.store.MemoryMedium;

class FileCredentialStoreTest {

  private static final DeviceIdentity DEVICE = new DeviceIdentity("pk", "device");

  @TempDir private Path temporary;

  private Path directory() {
    return temporary.resolve("a/credentials");
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      List<Path> all = files.toList();
      assertEquals(1, all.size(), all.toString());
      return all.get(0);
    }
  }

  @Test
  void findsNothingWhereNothingWasKept() throws IOException {
    assertEquals(Optional.empty(), new FileCredentialStore(directory()).find(DEVICE));
  }

  @Test
  void findsAgainWhatAnEarlierProcessKept() throws IOException {
    new FileCredentialStore(directory()).keep(DEVICE, Secret.of("first"));
    new FileCredentialStore(directory()).keep(DEVICE, Secret.of("second"));

    assertEquals(
        Optional.of(Secret.of("second")), new FileCredentialStore(directory()).find(DEVICE));
  }

  @Test
  void letsOnlyTheOwnerRead() throws IOException {
    new FileCredentialStore(directory()).keep(DEVICE, Secret.of("s"));

    assertEquals("rw-------", permissions(onlyFile()));
    assertEquals("rwx------", permissions(directory()));
  }

  @Test
  void takesBackPermissionsThatOthersWereGiven() throws IOException {
    FileCredentialStore store = new FileCredentialStore(directory());
    store.keep(DEVICE, Secret.of("s"));
    Files.setPosixFilePermissions(onlyFile(), PosixFilePermissions.fromString("rw-r--r--"));

    assertEquals(Optional.of(Secret.of("s")), store.find(DEVICE));
    assertEquals("rw-------", permissions(onlyFile()));
  }

  @Test
  void whatWasKeptSurvivesAPowerCutAndAFullDisk() throws IOException {
    MemoryMedium memory = new MemoryMedium();
    FailingMedium medium = new FailingMedium(memory);
    FileCredentialStore store = new FileCredentialStore(medium, directory(), List.of());
    store.begin(DEVICE, Instant.EPOCH);
    memory.powerCut();
    assertEquals(Optional.of(Instant.EPOCH), store.begun(DEVICE));
    store.keep(DEVICE, Secret.of("first"));
    store.end(DEVICE);
    memory.powerCut();
    assertEquals(Optional.of(Secret.of("first")), store.find(DEVICE));
    assertEquals(Optional.empty(), store.begun(DEVICE));
    medium.space = 10;
    assertThrows(IOException.class, () -> store.keep(DEVICE, Secret.of("second")));
    assertEquals(Optional.of(Secret.of("first")), store.find(DEVICE));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void keepsDevicesApartWhateverTheirNames() throws IOException {
    FileCredentialStore store = new FileCredentialStore(directory());
    List<DeviceIdentity> devices =
        List.of(
            new DeviceIdentity("a", "b,c"),
            new DeviceIdentity("a,b", "c"),
            new DeviceIdentity("..", "../x"),
            new DeviceIdentity("a", "%2f"),
            new DeviceIdentity("a", "/"),
            new DeviceIdentity("A", "/"),
            new DeviceIdentity("a", "设备"));
    Map<DeviceIdentity, Secret> secrets = new HashMap<>();
    for (DeviceIdentity device : devices) {
      secrets.put(device, Secret.of("secret of " + device));
      store.keep(device, secrets.get(device));
    }

    for (DeviceIdentity device : devices) {
      assertEquals(Optional.of(secrets.get(device)), store.find(device));
    }
    try (Stream<Path> files = Files.list(directory())) {
      assertEquals(devices.size(), files.count());
    }
  }

  @Test
  void reportsEveryDamagedFileAndLeavesItThere() throws IOException {
    FileCredentialStore store = new FileCredentialStore(directory());
    store.keep(DEVICE, Secret.of("a-secret"));
    byte[] good = Files.readAllBytes(onlyFile());
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] bad = good.clone();
      if (random.nextBoolean()) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(7));
      } else {
        bad = java.util.Arrays.copyOf(good, random.nextInt(good.length));
      }
      Files.write(onlyFile(), bad);

      IOException e = assertThrows(IOException.class, () -> store.find(DEVICE));

      assertTrue(!String.valueOf(e.getMessage()).contains("a-secret"));
      assertTrue(Files.exists(onlyFile()));
    }
  }

  @Test
  void refusesASecretThatTheFileCannotHold() {
    FileCredentialStore store = new FileCredentialStore(directory());

    assertThrows(IOException.class, () -> store.keep(DEVICE, Secret.of("a\nb")));
    assertThrows(IOException.class, () -> store.keep(DEVICE, Secret.of("")));
  }

  @Test
  void overwritesTheDraftOfAProcessThatDied() throws IOException {
    FileCredentialStore store = new FileCredentialStore(directory());
    store.keep(DEVICE, Secret.of("old"));
    Files.writeString(Path.of(onlyFile() + ".new"), "half a dra");

    assertEquals(Optional.of(Secret.of("old")), store.find(DEVICE));
    store.keep(DEVICE, Secret.of("new"));

    assertEquals(Optional.of(Secret.of("new")), store.find(DEVICE));
    assertTrue(Files.exists(onlyFile()));
  }

  @Test
  void remembersABegunRegistration() throws IOException {
    Instant begun = Instant.parse("2026-05-01T10:00:00Z");
    new FileCredentialStore(directory()).begin(DEVICE, begun);
    FileCredentialStore later = new FileCredentialStore(directory());

    assertEquals(Optional.of(begun), later.begun(DEVICE));
    later.end(DEVICE);
    assertEquals(Optional.empty(), later.begun(DEVICE));
  }

  @Test
  void losesNothingWhenTheProcessIsKilled() throws Exception {
    Random random = new Random(42);
    for (int round = 0; round < 6; round++) {
      int lastTold = killAfter(1 + random.nextInt(60));

      Optional<Secret> found = new FileCredentialStore(directory()).find(DEVICE);

      int kept = Integer.parseInt(found.orElseThrow().reveal().substring("secret-".length()));
      assertTrue(kept == lastTold || kept == lastTold + 1, kept + " after " + lastTold);
    }
  }

  private int killAfter(int tells) throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                directory().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      int last = -1;
      for (int i = 0; i < tells; i++) {
        last = Integer.parseInt(out.readLine());
      }
      writer.toHandle().destroyForcibly();
      assertTrue(writer.waitFor(60, TimeUnit.SECONDS));
      for (String line = out.readLine(); line != null && !line.isEmpty(); line = out.readLine()) {
        last = Integer.parseInt(line);
      }
      return last;
    } finally {
      writer.destroyForcibly();
    }
  }

  /** Keeps secrets and tells each number once it is kept, until somebody kills it. */
  static final class Writer {

    public static void main(String[] arguments) throws IOException {
      FileCredentialStore store = new FileCredentialStore(Path.of(arguments[0]));
      for (int i = 0; i < 1_000_000; i++) {
        store.keep(DEVICE, Secret.of("secret-" + i));
        System.out.println(i);
        System.out.flush();
      }
    }
  }
}
