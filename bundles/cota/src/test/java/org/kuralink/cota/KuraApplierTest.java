/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.cota.apply.AllowedComponents;
import org.kuralink.cota.apply.SnapshotText;
import org.kuralink.cota.kura.KuraApplier;

class KuraApplierTest {

  private static final String BOTH =
      "{\"org.kuralink.thing~main\":{\"validation\":\"off\"},\"com.example.list\":{\"names\":[\"x\"]},"
          + "\"org.kuralink.connection~main\":{\"device.secret\":\"new\",\"clean.session\":true}}";

  private final Gateway gateway = Gateway.firstOnKura(Life.whole());
  private final FakeKura kura = gateway.kura.orElseThrow();
  private final KuraApplier applier =
      new KuraApplier(kura, () -> AllowedComponents.of(Gateway.ALLOWED), () -> false);

  @Test
  void passwordsAreEncryptedByKuraAndRestoredToTheByte() throws Exception {
    String before = SnapshotText.of(gateway.components.everything());
    byte[] image = applier.prepare(file(BOTH));
    applier.apply(file(BOTH));
    assertEquals("encrypted-1-new", connection().get("device.secret"));
    assertEquals(true, connection().get("clean.session"));
    assertArrayEquals(
        new String[] {"x"}, (String[]) gateway.components.properties(Gateway.LIST).get("names"));
    applier.commit(file(BOTH));
    assertFalse(new String(image, StandardCharsets.UTF_8).contains("\"right\""));
    applier.restore(image);
    assertEquals(before, SnapshotText.of(gateway.components.everything()));
    assertEquals(0, kura.rollbacks);
  }

  @Test
  void aPasswordThatStaysIsNotEncryptedAnew() throws Exception {
    ConfigurationFile same =
        file("{\"org.kuralink.connection~main\":{\"device.secret\":\"right\"}}");
    applier.prepare(same);
    applier.apply(same);
    applier.commit(same);
    assertEquals(0, gateway.components.updates);
  }

  @Test
  void nothingIsPermanentBeforeTheCommit() throws Exception {
    applier.prepare(file(BOTH));
    applier.apply(file(BOTH));
    assertEquals("reject", kura.kept().properties(Gateway.THING).get("validation"));
    applier.commit(file(BOTH));
    assertEquals("off", kura.kept().properties(Gateway.THING).get("validation"));
  }

  @Test
  void aChangeLostByARestartIsNotCommitted() throws Exception {
    applier.prepare(file(BOTH));
    applier.apply(file(BOTH));
    FakeComponents kept = kura.kept();
    KuraApplier next =
        new KuraApplier(
            kura.nextProcess(kept, Life.whole()), () -> AllowedComponents.of("*"), () -> false);
    assertThrows(ConfigurationException.class, () -> next.commit(file(BOTH)));
  }

  @Test
  void aSnapshotTakenDuringTheTrialIsReplaced() throws Exception {
    byte[] image = applier.prepare(file(BOTH));
    applier.apply(file(BOTH));
    kura.snapshot();
    applier.restore(image);
    assertEquals("reject", kura.kept().properties(Gateway.THING).get("validation"));
  }

  @Test
  void ifAComponentCannotBeRestoredKuraRollsBackToItsSnapshot() throws Exception {
    Map<String, Object> before = connection();
    byte[] image = applier.prepare(file(BOTH));
    applier.apply(file(BOTH));
    kura.untracked.add(Gateway.THING);
    applier.restore(image);
    assertEquals(1, kura.rollbacks);
    assertEquals(before, connection());
    assertEquals("reject", gateway.components.properties(Gateway.THING).get("validation"));
  }

  @Test
  void aPropertyThatKuraRefusesFails() throws Exception {
    applier.prepare(file(BOTH));
    kura.failing.add(Gateway.THING);
    ConfigurationException failure =
        assertThrows(ConfigurationException.class, () -> applier.apply(file(BOTH)));
    assertTrue(failure.getMessage().startsWith(Gateway.THING), failure.getMessage());
  }

  @Test
  void aPropertyThatKuraWouldIgnoreIsRefused() {
    kura.untracked.add(Gateway.THING);
    assertThrows(ConfigurationException.class, () -> applier.prepare(file(BOTH)));
    assertEquals(0, gateway.components.updates);
  }

  @Test
  void aDamagedImageIsRefused() {
    for (String image : List.of("", "\n", "x\n{}", "0\n{", "0\n{\"a\":{\"b\":[]}}")) {
      byte[] bytes = image.getBytes(StandardCharsets.UTF_8);
      kura.untracked.add("nothing");
      if (image.startsWith("0")) {
        assertRestoresBySnapshot(bytes);
      } else {
        assertThrows(ConfigurationException.class, () -> applier.restore(bytes), image);
      }
    }
  }

  private void assertRestoresBySnapshot(byte[] image) {
    int before = kura.rollbacks;
    try {
      applier.restore(image);
    } catch (ConfigurationException e) {
      throw new AssertionError(e);
    }
    assertEquals(before + 1, kura.rollbacks);
  }

  @Test
  void withoutKuraItsApplierIsNotThere() {
    Gateway plain = Gateway.started();
    plain.components.replaceAll(
        Map.of(
            Gateway.COTA,
            Map.of("connection", "main", "applier", "kura", "allowed.pids", Gateway.ALLOWED),
            Gateway.CONNECTION,
            plain.components.properties(Gateway.CONNECTION),
            Gateway.THING,
            plain.components.properties(Gateway.THING)));
    plain.cota.modified(plain.components.properties(Gateway.COTA));
    assertEquals(ConfigurationOutcome.REFUSED, plain.pushed(BOTH).outcome());
    assertEquals(
        "the applier kura is not installed", plain.cota.status().last().orElseThrow().message());
  }

  /** Kura treats a cardinality of 1 as one value, and does not check options. */
  @Test
  void formsAreReadAsKuraReadsThem() throws Exception {
    gateway.components.add(
        "com.example.list.odd",
        new FakeComponents.FormBuilder()
            .attribute(new KuraAttribute("one", Scalar.STRING, 1, false, "2", "3"))
            .attribute(new KuraAttribute("minus", Scalar.LONG, -1, false, "", "no number"))
            .attribute(new KuraAttribute("many", Scalar.BYTE, -5, false, null, "9"))
            .attribute(new KuraAttribute("char", Scalar.CHAR, 0, false, null, null))
            .attribute(new KuraAttribute("half", Scalar.DOUBLE, 0, false, "0.5", "1.5"))
            .attribute(new KuraAttribute("level", Scalar.INTEGER, 0, false, null, null, "1", "3")),
        Map.of());
    applier.prepare(
        file(
            odd(
                "\"one\":\"ab\",\"minus\":-1,\"many\":[1,9],\"char\":\"c\",\"half\":1,\"level\":3")));
    for (String bad :
        List.of(
            "\"one\":\"a\"",
            "\"one\":\"abcd\"",
            "\"one\":[\"ab\"]",
            "\"minus\":[1]",
            "\"many\":[10]",
            "\"many\":[1,2,3,4,5,6]",
            "\"many\":[128]",
            "\"char\":\"cc\"",
            "\"half\":0.4",
            "\"half\":\"1\"",
            "\"level\":2")) {
      assertThrows(ConfigurationException.class, () -> applier.prepare(file(odd(bad))), bad);
    }
  }

  private Map<String, Object> connection() {
    return gateway.components.properties(Gateway.CONNECTION);
  }

  private static String odd(String properties) {
    return "{\"com.example.list.odd\":{" + properties + "}}";
  }

  private static ConfigurationFile file(String content) {
    return new ConfigurationFile(
        new DeviceIdentity("pk", "dn"),
        "1",
        "0".repeat(64),
        Instant.EPOCH,
        content.getBytes(StandardCharsets.UTF_8));
  }
}
