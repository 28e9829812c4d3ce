/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.call;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Reply;

/** One request that was taken on, and its one answer. Guarded by the memory that holds it. */
final class Remembered {

  /** What is answered if it was begun and nobody knows any more how it ended. */
  static final Reply INTERRUPTED =
      Reply.failure(
          ResultCode.REQUEST_ERROR,
          "the device restarted while it carried this out; it was not carried out again");

  final String key;
  final long time;
  final CompletableFuture<Reply> reply = new CompletableFuture<>();
  boolean begun;
  @Nullable Reply answer;

  Remembered(String key, long time) {
    this.key = key;
    this.time = time;
  }

  /** About how many characters its answer has. */
  int size() {
    Reply known = answer;
    return known == null
        ? 0
        : known.data().length() + known.message().map(String::length).orElse(0);
  }

  String beginLine() {
    return "B " + time + ' ' + key;
  }

  String answerLine(Reply answer) {
    String words = answer.message().map(Remembered::encoded).orElse("-");
    return "A " + key + ' ' + answer.code() + ' ' + encoded(answer.data().toString()) + ' ' + words;
  }

  /** Reads {@link #answerLine}'s words. */
  static Reply reply(String[] words) {
    return new Reply(
        new ResultCode(Integer.parseInt(words[2])),
        JsonText.of(decoded(words[3])),
        words[4].equals("-") ? Optional.empty() : Optional.of(decoded(words[4])));
  }

  private static String encoded(String text) {
    return '+' + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String text) {
    return new String(Base64.getDecoder().decode(text.substring(1)), StandardCharsets.UTF_8);
  }
}
