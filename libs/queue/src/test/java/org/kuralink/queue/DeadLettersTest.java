/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {

  @TempDir Path temp;
  private QueueFixture fixture;

  @BeforeEach
  void open() {
    fixture = new QueueFixture(temp.resolve("queue"), QueueFixture.ROOMY);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void writesOneLineWithTheReasonAndLetsTheMessageGo() throws IOException {
    fixture.append("one");
    fixture.append("{\"温度\":\n21}");
    fixture.queue.deadLetter(2, "code 6813: the TSL does not know \"温度\"");
    assertEquals(List.of("one"), fixture.waiting());
    assertEquals(1, fixture.queue.status().deadLetters());
    JsonObject letter = letters().get(0);
    assertEquals("code 6813: the TSL does not know \"温度\"", letter.get("reason").getAsString());
    assertEquals("{\"温度\":\n21}", letter.get("payload").getAsString());
    assertEquals("/a/b/10", letter.get("topic").getAsString());
    assertEquals(2, letter.get("sequence").getAsLong());
    assertEquals("2026-01-01T00:00:00Z", letter.get("queued").getAsString());
    assertEquals("2026-01-01T00:00:00Z", letter.get("time").getAsString());
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("one"), fixture.waiting());
  }

  @Test
  void bytesThatAreNoTextAreWrittenAsBase64() throws IOException {
    byte[] raw = {(byte) 0xC3, 0x28, 0, -1};
    fixture.queue.append("/raw", raw);
    fixture.queue.deadLetter(1, "refused");
    assertEquals(
        Base64.getEncoder().encodeToString(raw),
        letters().get(0).get("payloadBase64").getAsString());
  }

  @Test
  void aMessageThatIsGoneLeavesNoLetter() throws IOException {
    fixture.queue.acknowledge(fixture.append("one"));
    fixture.queue.deadLetter(1, "refused");
    fixture.queue.deadLetter(99, "refused");
    assertEquals(0, fixture.queue.status().deadLetters());
    assertTrue(Files.notExists(fixture.directory.resolve(DeadLetters.FILE)));
  }

  @Test
  void aLineThatAKillCutShortIsReplaced() throws IOException {
    fixture.append("one");
    fixture.append("two");
    fixture.queue.deadLetter(1, "first");
    Path file = fixture.directory.resolve(DeadLetters.FILE);
    Files.writeString(file, "{\"time\":\"20", StandardOpenOption.APPEND);
    fixture.queue.deadLetter(2, "second");
    assertEquals(
        List.of("first", "second"),
        letters().stream().map(letter -> letter.get("reason").getAsString()).toList());
  }

  @Test
  void keepsTwoFilesOfBoundedSize() throws IOException {
    for (int i = 0; i < 10; i++) {
      fixture.queue.deadLetter(fixture.append("x".repeat(400_000)), "too long, number " + i);
    }
    assertEquals(2, fixture.files(".jsonl").size());
    for (Path file : fixture.files(".jsonl")) {
      assertTrue(Files.size(file) < 2_000_000);
    }
    List<JsonObject> letters = letters();
    assertEquals("too long, number 9", letters.get(letters.size() - 1).get("reason").getAsString());
  }

  @Test
  void aMessageThatCannotBeSetAsideStaysInTheQueue() throws IOException {
    fixture.append("one");
    fixture.append("two");
    fixture.queue.deadLetter(1, "refused");
    fixture.medium.space = 20;
    QueueException full =
        assertThrows(QueueException.class, () -> fixture.queue.deadLetter(2, "refused"));
    assertEquals(QueueException.Reason.DISK_FULL, full.reason());
    assertEquals(List.of("two"), fixture.waiting());
    assertEquals(1, letters().size());
    fixture.medium.space = Long.MAX_VALUE;
    fixture.queue.deadLetter(2, "refused");
    assertEquals(List.of(), fixture.waiting());
    assertEquals(2, letters().size());
  }

  @Test
  void aLetterThatMayNotLastIsWrittenOnceAllTheSame() throws IOException {
    fixture.append("one");
    fixture.medium.directorySyncFails = true;
    assertThrows(QueueException.class, () -> fixture.queue.deadLetter(1, "refused"));
    assertEquals(List.of("one"), fixture.waiting());
    fixture.medium.directorySyncFails = false;
    fixture.queue.deadLetter(1, "refused");
    assertEquals(List.of(), fixture.waiting());
    assertEquals(1, letters().size());
  }

  private List<JsonObject> letters() throws IOException {
    return Files.readAllLines(fixture.directory.resolve(DeadLetters.FILE)).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }
}
