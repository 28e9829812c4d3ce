/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what a link has to say: pushes, and whether it is up. For the thread of the remote
 * configuration.
 */
final class Attachment {

  private static final Logger LOG = LoggerFactory.getLogger(Attachment.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Registration NOTHING = () -> {};

  private final String name;
  private final CotaThread thread;
  private final BiFunction<DeviceLink, Request, CompletionStage<Reply>> pushed;
  private final Consumer<Boolean> changed;
  private @Nullable DeviceLink followed;
  private Registration listener = NOTHING;
  private Registration handler = NOTHING;
  private boolean complained;

  /**
   * Attached to nothing yet.
   *
   * @param pushed answers a push; called on a thread of the connection
   * @param changed hears whether the link is up; called on our thread
   */
  Attachment(
      String name,
      CotaThread thread,
      BiFunction<DeviceLink, Request, CompletionStage<Reply>> pushed,
      Consumer<Boolean> changed) {
    this.name = name;
    this.thread = thread;
    this.pushed = pushed;
    this.changed = changed;
  }

  /** From now on hears this link, or none. */
  void follow(@Nullable DeviceLink link) {
    if (followed == link) {
      return;
    }
    close(listener);
    close(handler);
    listener = NOTHING;
    handler = NOTHING;
    followed = link;
    if (link != null) {
      answer(link);
    }
  }

  private void listen(DeviceLink link) {
    if (listener == NOTHING) {
      listener =
          link.addListener(
              online ->
                  thread.run(
                      () -> {
                        if (followed == link) {
                          changed.accept(online);
                        }
                      }));
    }
  }

  /** A link that is gone may say so. */
  private void close(Registration registration) {
    try {
      registration.close();
    } catch (RuntimeException e) {
      LOG.debug("{}: a link has gone before it was left: {}", name, e.toString());
    }
  }

  private void answer(DeviceLink link) {
    if (followed != link) {
      return;
    }
    try {
      listen(link);
      handler = link.answer(Dialogue.PUSH, request -> pushed.apply(link, request));
      complained = false;
    } catch (RuntimeException e) {
      if (!complained) {
        complained = true;
        LOG.warn("{}: hears no push for {}: {}", name, link.identity(), e.getMessage());
      }
      thread.later(PAUSE, () -> answer(link));
    }
  }
}
