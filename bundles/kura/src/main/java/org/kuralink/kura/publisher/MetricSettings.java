/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import java.time.Clock;
import java.util.OptionalLong;
import org.eclipse.kura.message.KuraPayload;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.kura.metric.ChannelValues;
import org.kuralink.kura.metric.NameMapping;

/**
 * How metrics become values of the thing model.
 *
 * @param mapping of channels to identifiers
 * @param times whether values keep the times they were read
 * @param delivery of messages
 */
record MetricSettings(NameMapping mapping, Times times, Delivery delivery) {

  /** Whose time a value has at the platform. */
  enum Times {
    /** That of the channel, else of the asset, else of the message. */
    CHANNEL,
    /** None: the platform takes the time of arrival. */
    NONE
  }

  static final MetricSettings DEFAULT =
      new MetricSettings(new NameMapping("", false), Times.CHANNEL, Delivery.DURABLE);

  static MetricSettings of(ConfigurationValues values) {
    NameMapping mapping =
        new NameMapping(values.text("mapping"), values.flag("mapping.only", false));
    mapping.problems().forEach(problem -> values.problem("mapping", problem));
    return new MetricSettings(
        mapping,
        values.option("timestamps", Times.class, Times.CHANNEL),
        values.option("delivery", Delivery.class, Delivery.DURABLE));
  }

  RequestOptions options() {
    return delivery == Delivery.DURABLE ? RequestOptions.DURABLE : RequestOptions.TRANSIENT;
  }

  /** Takes a message apart into the channels that this is about. */
  ChannelValues channels(KuraPayload payload, Clock clock) {
    return ChannelValues.of(payload, mapping::names, clock.millis());
  }

  OptionalLong time(ChannelValues.Value value) {
    return times == Times.CHANNEL ? value.time() : OptionalLong.empty();
  }
}
