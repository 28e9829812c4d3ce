/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.kuralink.gateway.GatewayStage.sub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.time.VirtualTime;

/** The lists of sub-devices in forms and files, and the times at which they take effect. */
class DeviceListReaderTest {

  @TempDir Path directory;
  private final VirtualTime time = new VirtualTime();
  private final List<GatewaySettings> changes = new CopyOnWriteArrayList<>();
  private final Map<String, Object> form = new HashMap<>();
  private final ActiveSettings inForce = new ActiveSettings("test", time.scheduler(), changes::add);
  private long written;

  private static String list(String... names) {
    StringBuilder list = new StringBuilder("[");
    for (String name : names) {
      list.append(list.length() > 1 ? ",\n" : "")
          .append("{\"productKey\":\"a1Sub01\",\"deviceName\":\"")
          .append(name)
          .append("\"}");
    }
    return list.append("]").toString();
  }

  private Path file() {
    return directory.resolve("devices.json");
  }

  /** Writes the file with another time for each change. */
  private void write(String text) throws IOException {
    Files.writeString(file(), text);
    Files.setLastModifiedTime(file(), FileTime.from(Instant.ofEpochSecond(++written)));
  }

  private GatewaySettings apply() {
    return inForce.apply(form, UnaryOperator.identity());
  }

  private List<String> problems() {
    return inForce.now().problems();
  }

  private Set<DeviceIdentity> devices() {
    return inForce.now().devices().keySet();
  }

  @Test
  void anElementThatIsWrongIsNamedWithItsPlaceAndLeftOut() {
    form.put(
        "devices",
        """
        [{"productKey": "a1Sub01", "deviceName": "sub-01"},
         {"productKey": "a1Sub01"},
         "sub-02",
         null,
         {"productKey": "a1Sub01", "deviceName": "abc"},
         {"productKey": "a1\\nSub", "deviceName": "sub-02"},
         {"productKey": "a1Sub01", "deviceName": "sub-01"},
         {"productKey": "a1Sub01", "deviceName": "sub-03", "deviceSecret": "in the open"},
         {"productKey": "a1Sub01", "deviceName": "sub-02"}]
        """);
    apply();
    assertEquals(Set.of(sub(1), sub(2)), devices());
    List<String> words =
        List.of(
            "element 2 is not an object with",
            "element 3 is not an object with",
            "element 4 is not an object with",
            "element 5 a1Sub01/abc has an invalid name",
            "element 6 a1\\nSub/sub-02 has an invalid product key",
            "element 7 repeats a1Sub01/sub-01",
            "element 8 has an unprotected secret");
    assertEquals(words.size(), problems().size(), problems().toString());
    for (int i = 0; i < words.size(); i++) {
      assertTrue(problems().get(i).startsWith("devices " + words.get(i)), problems().get(i));
      assertFalse(problems().get(i).contains("in the open") && problems().get(i).contains("\""));
    }
  }

  @Test
  void manyThatAreWrongAreCounted() {
    form.put("devices", "[" + "1,".repeat(29) + "1]");
    apply();
    assertEquals(21, problems().size());
    assertEquals("devices has 10 more wrong elements", problems().get(20));
  }

  @Test
  void secretsThatCannotBeReadAreNeverQuoted() {
    form.put("devices", list("sub-01"));
    form.put("device.secrets", "{\"a1Sub01/sub-01\": \"hush-1\", \"a1Sub01/sub-09\": \"hush-2\", ");
    form.put("product.secrets", "{\"a1Sub01\": 7, \"a1Sub02\": \"\", \"a1Sub03\": \"hush-3\"}");
    apply();
    assertEquals(
        List.of(
            "device.secrets is not a JSON object of names and secrets",
            "product.secrets a1Sub01 has no string value",
            "product.secrets a1Sub02 has no string value"),
        problems());
    form.put("device.secrets", "{\"a1Sub01/sub-01\": \"hush-1\", \"a1Sub01/sub-09\": \"hush-2\"}");
    GatewaySettings now = apply();
    assertTrue(
        problems().contains("device.secrets names a1Sub01/sub-09, which is in no list"),
        problems().toString());
    assertEquals(Secret.of("hush-1"), now.devices().get(sub(1)).deviceSecret().orElseThrow());
    assertFalse(now.toString().contains("hush"), now.toString());
  }

  @Test
  void theFileIsReadAgainWhenItIsAnotherOne() throws Exception {
    write(list("sub-01"));
    form.put("devices.file", file().toString());
    apply();
    assertEquals(Set.of(sub(1)), devices());
    changes.clear();
    inForce.look();
    assertEquals(List.of(), changes, "it is the same");

    write(list("sub-01", "sub-02"));
    time.leap(ActiveSettings.LOOK);
    await().atMost(Duration.ofMinutes(1)).until(() -> devices().equals(Set.of(sub(1), sub(2))));
    assertEquals(1, changes.size());
    Files.setLastModifiedTime(file(), FileTime.from(Instant.ofEpochSecond(1_000)));
    inForce.look();
    assertEquals(1, changes.size(), "touched, and says the same");
    inForce.end();
    write(list("sub-03"));
    inForce.look();
    assertEquals(1, changes.size(), "nobody looks any more");
  }

  @Test
  void whatCannotBeReadLeavesTheFormerListInForce() throws Exception {
    write(list("sub-01", "sub-02"));
    form.put("devices.file", file().toString());
    apply();

    write("[{\"productKey\": \"a1Sub01\",\n  \"deviceName\": \"sub-01\"\n {");
    inForce.look();
    assertEquals(Set.of(sub(1), sub(2)), devices());
    assertTrue(
        problems().get(0).startsWith("devices.file is no JSON from line 3, column 3 on"),
        problems().toString());
    assertEquals("devices.file keeps its previous list of 2 devices in force", problems().get(1));
    apply();
    assertEquals(Set.of(sub(1), sub(2)), devices(), "when the form is applied as well");

    Files.delete(file());
    inForce.look();
    assertEquals(Set.of(sub(1), sub(2)), devices());
    assertTrue(problems().get(0).contains("does not exist"), problems().toString());

    write(list("sub-02"));
    inForce.look();
    assertEquals(Set.of(sub(2)), devices());
    assertEquals(List.of(), problems());
    write("[]");
    inForce.look();
    assertEquals(Set.of(), devices());
    write(list("sub-04"));
    inForce.look();
    form.remove("devices.file");
    apply();
    assertEquals(Set.of(), devices(), "nobody names a file any more");
  }

  @Test
  void aSlipInTheFormLogsNobodyOut() {
    form.put("devices", list("sub-01"));
    apply();
    form.put("devices", list("sub-01", "sub-02") + "]");
    apply();
    assertEquals(Set.of(sub(1)), devices());
    assertEquals(1, problems().size());
    form.remove("devices");
    apply();
    assertEquals(Set.of(), devices());
  }

  @Test
  void whatFileAndFormNameCountsOnceWithTheSecretOfEither() throws Exception {
    write(
        "[{\"productKey\":\"a1Sub01\",\"deviceName\":\"sub-01\"},"
            + "{\"productKey\":\"a1Sub01\",\"deviceName\":\"sub-02\",\"deviceSecret\":\"of-file\"},"
            + "{\"productKey\":\"a1Sub01\",\"deviceName\":\"sub-02\"},"
            + "{\"productKey\":\"a1Sub01\",\"deviceName\":\"sub-03\"}]");
    form.put("devices", list("sub-01"));
    form.put("devices.file", file().toString());
    form.put("device.secrets", "{\"a1Sub01/sub-03\":\"of-form\"}");
    GatewaySettings now = apply();
    assertEquals(Set.of(sub(1), sub(2), sub(3)), devices());
    assertEquals(
        List.of(
            "devices.file element 3 repeats a1Sub01/sub-02",
            "devices.file names a1Sub01/sub-01, which is in devices as well"),
        problems());
    assertEquals(Secret.of("of-file"), now.devices().get(sub(2)).deviceSecret().orElseThrow());
    assertEquals(Secret.of("of-form"), now.devices().get(sub(3)).deviceSecret().orElseThrow());
  }

  @Test
  void aFileThatOthersCanReadIsToldAndClosed() throws Exception {
    assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"));
    write("[{\"productKey\":\"a1Sub01\",\"deviceName\":\"sub-01\",\"deviceSecret\":\"hush-1\"}]");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    form.put("devices.file", file().toString());
    try (LoggedLines log = new LoggedLines()) {
      apply();
      assertEquals(1, log.with("could be read by others").size());
      assertEquals(List.of(), log.with("hush-1"));
    }
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    changes.clear();
    inForce.look();
    assertEquals(List.of(), changes, "closing it makes no other file of it");
  }

  @Test
  void whatIsTooLargeOrNoFileIsNamed() throws Exception {
    form.put("devices.file", directory.toString());
    apply();
    assertTrue(problems().get(0).startsWith("devices.file is "), problems().toString());
    form.put("devices.file", "\0");
    apply();
    assertTrue(problems().get(0).contains("cannot be read"), problems().toString());
    time.leap(Duration.ofMinutes(1));
  }
}
