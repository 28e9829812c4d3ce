/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.kuralink.api.codec.JsonText;

/**
 * A gateway in a process of its own that applies one pushed configuration and is killed meanwhile.
 * It prints a line before and after each write to the disk and each change of a component, and
 * waits at the requested one for the kill. The answers to the platform are stored in a file.
 */
final class Victim {

  /** The text printed at each moment, before the number. */
  static final String HERE = "here ";

  private final Path directory;
  private final long moment;
  private final PrintStream out;
  private final Gateway gateway;
  private int told;

  private Victim(Path directory, long moment, PrintStream out) throws IOException {
    this.directory = directory;
    this.out = out;
    this.moment = moment;
    this.gateway = Gateway.in(directory, new Counted());
    gateway.platform.code = 6710;
  }

  /** Arguments: directory, file to push, number of the moment to wait at (0: none). */
  public static void main(String[] arguments) throws IOException {
    new Victim(Path.of(arguments[0]), Long.parseLong(arguments[2]), System.out).live(arguments[1]);
    System.exit(0);
  }

  /** Resumes the work of a former process undisturbed, until it is idle. */
  static Gateway last(Path directory) throws IOException {
    Victim victim = new Victim(directory, 0, new PrintStream(OutputStream.nullOutputStream()));
    victim.rest();
    return victim.gateway;
  }

  private void live(String content) throws IOException {
    Path pushed = directory.resolve("pushed");
    boolean first = !Files.exists(pushed);
    gateway.start();
    if (first) {
      Files.createFile(pushed);
      gateway.platform.offer(content);
      JsonText order = JsonText.of(gateway.platform.offered());
      gateway
          .link()
          .deliver("thing.config.push", order)
          .thenAccept(reply -> tell(reply.code().value() + " " + reply.data()));
    }
    leap();
  }

  private void rest() {
    gateway.start();
    leap();
  }

  private void leap() {
    gateway.time.leap(Gateway.WINDOW.plusMinutes(10));
    tellAll();
  }

  private void tellAll() {
    Optional.ofNullable(gateway).map(Gateway::secondReplies).stream()
        .flatMap(replies -> replies.stream().skip(told))
        .map(text -> JsonParser.parseString(text).getAsJsonObject())
        .forEach(this::tellSecond);
  }

  private void tellSecond(JsonObject reply) {
    told++;
    tell(reply.get("code").getAsInt() + " " + reply.get("data"));
  }

  private void tell(String answer) {
    try (FileOutputStream out = new FileOutputStream(directory.resolve("answers").toFile(), true)) {
      out.write((answer + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stores every answer before the journal drops it, because that is a step, too. */
  private final class Counted extends Life {

    Counted() {
      super(Long.MAX_VALUE);
    }

    @Override
    void step() {
      super.step();
      tellAll();
      out.println(HERE + steps());
      if (steps() == moment) {
        standStill();
      }
    }

    private void standStill() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
