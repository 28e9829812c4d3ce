/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.thing;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Clock;
import java.util.Map;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Request;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.registry.Registry;

/** Handles property posts (spec 9.5); the reply names the values that the TSL does not allow. */
public final class PropertyPost implements Capability {
  /** How many properties one message may carry. */
  public static final int MAX_PROPERTIES = 200;

  private final Registry registry;
  private final DeviceNews news;
  private final Clock clock;

  /** For the devices of the registry. */
  public PropertyPost(Registry registry, DeviceNews news, Clock clock) {
    this.registry = registry;
    this.news = news;
    this.clock = clock;
  }

  @Override
  public void register(Routes routes) {
    routes.request("thing/event/property/post", this::post);
  }

  private Answer post(Request request) {
    if (!request.params().isJsonObject()) {
      return Answer.badParameters("params must be an object");
    }
    JsonObject params = request.params().getAsJsonObject();
    if (params.size() > MAX_PROPERTIES) {
      return tooMany();
    }
    PropertyIntake intake =
        new PropertyIntake(request.device(), registry.tsl(request.key()), clock.millis());
    for (Map.Entry<String, JsonElement> entry : params.entrySet()) {
      intake.take(entry.getKey(), entry.getValue());
    }
    news.tell(request.key(), "properties");
    return intake.answer();
  }

  static Answer tooMany() {
    return Answer.failure(6106, "map size must less than 200");
  }
}
