/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A fault for one request: instead of the correct answer, the slave applies these modifications.
 *
 * @param words the modifications with their numbers
 */
record FaultStep(Map<Word, Integer> words) {

  /** The step without a fault. */
  static final FaultStep RIGHT = new FaultStep(Map.of());

  /** A modification and the maximum of its number; 0 if it has no number. */
  enum Word {
    ANSWER("answer", 0),
    SILENT("silent", 0),
    /** Closes the connection after the answer. */
    CLOSE("close", 0),
    /** Closes the connection instead of answering. */
    HANGUP("hangup", 0),
    EXCEPTION("exception", 255),
    DELAY("delay", 3_600_000),
    /** Adds a number to the transaction id. */
    TID("tid", 65_535),
    AS_UNIT("as-unit", 255),
    /** Shortens the answer by this many bytes. */
    CUT("cut", 250),
    /** Extends the answer by this many bytes and increases its length field. */
    EXTRA("extra", 100),
    /** Sends this many zero bytes before the answer. */
    NOISE("noise", 250),
    /** Inverts the lowest bit of a byte of the frame. */
    FLIP_BIT("flip-bit", 259),
    CRC_SWAPPED("crc-swapped", 0),
    /** Sends the request before the answer. */
    ECHO("echo", 0),
    /** Sends the answer in this many parts. */
    PIECES("pieces", 260),
    /** The delay between the parts in milliseconds. */
    GAP("gap", 60_000),
    /** Ignores a request that arrives within this many milliseconds after the last answer. */
    NEEDS_SILENCE("needs-silence", 60_000),
    /** Ignores everything on this connection for this many milliseconds. */
    BLACKHOLE("blackhole", 3_600_000);

    private final String text;
    private final int most;

    Word(String text, int most) {
      this.text = text;
      this.most = most;
    }

    private static Optional<Word> of(String text) {
      return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }

    private int number(String number) {
      try {
        int value = Integer.parseInt(number);
        if (value >= 0 && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Rejected below like a number out of range.
      }
      throw new IllegalArgumentException(text + " must be 0 to " + most + ", not " + number);
    }
  }

  FaultStep {
    words = Map.copyOf(words);
  }

  /** Parses steps separated by semicolons. */
  static List<FaultStep> steps(String text) {
    List<FaultStep> steps = new ArrayList<>();
    for (String each : text.split(";", -1)) {
      steps.add(step(each.strip().split("\\s+")));
    }
    return List.copyOf(steps);
  }

  private static FaultStep step(String[] texts) {
    Map<Word, Integer> words = new EnumMap<>(Word.class);
    for (int i = 0; i < texts.length; i++) {
      String text = texts[i];
      Word word =
          Word.of(text)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "a step must consist of one or more of "
                              + Arrays.stream(Word.values())
                                  .map(each -> each.most > 0 ? each.text + " N" : each.text)
                                  .collect(Collectors.joining(", "))
                              + ", not "
                              + (text.isEmpty() ? "nothing" : text)));
      int number = 0;
      if (word.most > 0) {
        i++;
        if (i == texts.length) {
          throw new IllegalArgumentException(text + " needs a number");
        }
        number = word.number(texts[i]);
      }
      words.put(word, number);
    }
    words.remove(Word.ANSWER);
    return new FaultStep(words);
  }

  boolean isRight() {
    return words.isEmpty();
  }

  boolean has(Word word) {
    return words.containsKey(word);
  }

  int number(Word word, int otherwise) {
    return words.getOrDefault(word, otherwise);
  }

  @Override
  public String toString() {
    return isRight()
        ? Word.ANSWER.text
        : new EnumMap<>(words)
            .entrySet().stream()
                .map(e -> e.getKey().text + (e.getKey().most > 0 ? " " + e.getValue() : ""))
                .collect(Collectors.joining(" "));
  }
}
