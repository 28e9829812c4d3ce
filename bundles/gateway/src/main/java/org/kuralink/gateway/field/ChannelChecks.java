/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checks of a configuration by the channels of its protocols. */
final class ChannelChecks {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelChecks.class);

  private ChannelChecks() {}

  /**
   * Returns a configuration with the errors that its channels find.
   *
   * @param channels returns the channel of a protocol
   */
  static FieldConfiguration of(
      FieldConfiguration read, Function<String, Optional<FieldChannel>> channels) {
    List<FieldError> errors = new ArrayList<>(read.errors());
    Map<FieldChannel, List<FieldServer>> together = new IdentityHashMap<>();
    for (FieldServer server : read.servers()) {
      channels
          .apply(server.protocol())
          .ifPresent(
              channel -> {
                List<FieldError> found = ask(server.place(), () -> channel.check(server));
                errors.addAll(found);
                if (found.isEmpty()) {
                  together.computeIfAbsent(channel, one -> new ArrayList<>()).add(server);
                }
              });
    }
    together.forEach(
        (channel, servers) ->
            errors.addAll(ask("serverList", () -> channel.checkTogether(servers))));
    return new FieldConfiguration(
        read.servers(), read.remarks(), errors.stream().distinct().toList());
  }

  /** Runs a check; an exception of the channel is an error of the configuration. */
  private static List<FieldError> ask(String place, Supplier<List<FieldError>> check) {
    try {
      return check.get();
    } catch (RuntimeException e) {
      LOG.error("A channel failed to check {}", place, e);
      return List.of(new FieldError(place, "", "could not be checked: " + e));
    }
  }
}
