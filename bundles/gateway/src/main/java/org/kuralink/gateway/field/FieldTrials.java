/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldModel;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldReading;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldTrial;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.tsl.AccessMode;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.ThingModel;

/** Reads and writes single points before they are configured. Any thread may call. */
final class FieldTrials {

  private static final String POINT = "trial";

  private final ChannelRegistry channels;
  private final Supplier<FieldConfiguration> configuration;

  FieldTrials(ChannelRegistry channels, Supplier<FieldConfiguration> configuration) {
    this.channels = channels;
    this.configuration = configuration;
  }

  CompletionStage<FieldReading> read(FieldTrial trial) {
    return ask(trial, FieldChannel::read);
  }

  CompletionStage<FieldReading> write(FieldTrial trial, Object value) {
    return ask(trial, (channel, server) -> channel.write(server, value));
  }

  private CompletionStage<FieldReading> ask(
      FieldTrial trial, BiFunction<FieldChannel, FieldServer, CompletionStage<FieldReading>> how) {
    try {
      FieldServer server = server(trial);
      Optional<FieldChannel> channel = channels.of(server.protocol());
      if (channel.isEmpty()) {
        return refused(
            "no bundle for protocol '"
                + server.protocol()
                + "'; available are "
                + String.join(", ", channels.protocols()));
      }
      List<FieldError> errors = channel.get().check(server);
      return errors.isEmpty()
          ? how.apply(channel.get(), server)
          : refused(errors.stream().map(FieldError::toString).collect(Collectors.joining("; ")));
    } catch (FieldException e) {
      return CompletableFuture.failedFuture(e);
    } catch (RuntimeException e) {
      return refused("the channel failed: " + e);
    }
  }

  private static CompletionStage<FieldReading> refused(String words) {
    return CompletableFuture.failedFuture(new FieldException(FieldException.Cause.REQUEST, words));
  }

  private FieldServer server(FieldTrial trial) throws FieldException {
    List<FieldDevice> devices =
        List.of(
            new FieldDevice(
                "device", new DeviceIdentity(POINT, POINT), trial.device(), model(trial.point())));
    if (!trial.serverId().isEmpty()) {
      FieldServer known = known(trial.serverId());
      return new FieldServer(
          "server", known.serverId(), known.protocol(), known.members(), known.password(), devices);
    }
    Map<String, Object> members = new LinkedHashMap<>(trial.server());
    Object password = members.remove("password");
    return new FieldServer(
        "server",
        "",
        ConfigurationReader.protocol(members, channels.protocols()),
        members,
        password instanceof String text && !text.isEmpty()
            ? Optional.of(Secret.of(text))
            : Optional.empty(),
        devices);
  }

  /** Returns a model with one point of any type, because a trial has no thing model. */
  private static FieldModel model(Map<String, Object> point) {
    Property property =
        new Property(
            POINT, POINT, AccessMode.READ_WRITE, false, new DataType.AnyType(), Optional.empty());
    return new FieldModel(
        POINT,
        List.of(new FieldPoint("point", POINT, point)),
        List.of(),
        List.of(),
        new ThingModel(Optional.of(POINT), Map.of(POINT, property), Map.of(), Map.of()));
  }

  private FieldServer known(String serverId) throws FieldException {
    FieldConfiguration now = configuration.get();
    return now.find(serverId)
        .orElseThrow(
            () ->
                new FieldException(
                    FieldException.Cause.REQUEST,
                    "the configuration has no server "
                        + serverId
                        + "; it has "
                        + now.servers().stream()
                            .map(FieldServer::serverId)
                            .collect(Collectors.joining(", "))));
  }
}
