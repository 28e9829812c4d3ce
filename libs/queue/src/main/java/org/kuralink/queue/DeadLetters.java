/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import org.kuralink.store.Medium;

/**
 * The file of messages that the platform never accepts, one JSON object per line, for the operator.
 * This file and the previous one are kept, each of about 1 MiB.
 */
final class DeadLetters {

  static final String FILE = "dead-letters.jsonl";
  static final String PREVIOUS_FILE = "dead-letters.1.jsonl";

  private static final long ROTATE_AT = 1024 * 1024;

  private final Medium medium;
  private final Path directory;
  private final Clock clock;
  private long count;

  DeadLetters(Medium medium, Path directory, Clock clock) {
    this.medium = medium;
    this.directory = directory;
    this.clock = clock;
  }

  /** Writes a message to disk before it returns; after a failure nothing is written. */
  synchronized void add(UplinkRecord record, String reason) throws IOException {
    byte[] line = (json(record, reason) + "\n").getBytes(StandardCharsets.UTF_8);
    Path path = directory.resolve(FILE);
    if (Files.exists(path) && Files.size(path) > ROTATE_AT) {
      medium.replace(path, directory.resolve(PREVIOUS_FILE));
    }
    try (Medium.File file = medium.open(path)) {
      append(file, line);
    }
    count++;
  }

  synchronized long count() {
    return count;
  }

  private void append(Medium.File file, byte[] line) throws IOException {
    long end = wholeLines(file);
    try {
      file.write(end, line);
      file.sync();
      medium.syncDirectory(directory);
    } catch (IOException e) {
      file.truncate(end);
      throw e;
    }
  }

  // A truncated line belongs to a message that is still in the queue.
  private static long wholeLines(Medium.File file) throws IOException {
    byte[] bytes = file.read(0, Math.toIntExact(file.size()));
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    file.truncate(end);
    return end;
  }

  private String json(UplinkRecord record, String reason) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject();
      json.name("time").value(clock.instant().toString());
      json.name("reason").value(reason);
      json.name("sequence").value(record.sequence());
      json.name("queued").value(Instant.ofEpochMilli(record.enqueuedAtMillis()).toString());
      json.name("topic").value(record.topic());
      writePayload(json, record.payload());
      json.endObject();
    }
    return text.toString();
  }

  private static void writePayload(JsonWriter json, byte[] payload) throws IOException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
      json.name("payload").value(text);
    } catch (CharacterCodingException e) {
      json.name("payloadBase64").value(Base64.getEncoder().encodeToString(payload));
    }
  }
}
