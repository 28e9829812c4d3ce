/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.ota;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Optional;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Inbound;
import org.kuralink.simulator.alink.Request;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles the firmware messages of devices (spec 9.10). */
public final class FirmwareTopics implements Capability {
  private static final Logger LOG = LoggerFactory.getLogger(FirmwareTopics.class);
  private static final int MAX_NAME = 64;

  private final FirmwareJobs jobs;
  private final UpgradeMessages messages;

  /** For these jobs. */
  public FirmwareTopics(FirmwareJobs jobs, UpgradeMessages messages) {
    this.jobs = jobs;
    this.messages = messages;
  }

  @Override
  public void register(Routes routes) {
    routes.message("/ota/device/inform/{pk}/{dn}", this::inform);
    routes.message("/ota/device/progress/{pk}/{dn}", this::progress);
    routes.message("/ota/device/request/{pk}/{dn}", this::request);
    routes.request("thing/ota/firmware/get", this::get);
  }

  private void inform(Inbound message) {
    JsonElement params = params(message);
    String version = text(params, "version");
    if (version.isEmpty() || version.length() > MAX_NAME) {
      LOG.info("{} reported an invalid version, which is ignored", message.key());
      return;
    }
    jobs.informed(message.key(), module(params), version);
  }

  private void progress(Inbound message) {
    Progress progress = Progress.of(params(message));
    if (!jobs.progressed(message.key(), progress)) {
      LOG.info("{} reported progress without a job: step {}", message.key(), progress.step());
    }
  }

  /** Answered on the topic of pushes; without data if there is nothing to get. */
  private void request(Inbound message) {
    Optional<JsonObject> data = jobs.asked(message.key(), module(params(message)));
    message.reply(
        UpgradeMessages.topic(message.key()), messages.message(data.orElseGet(JsonObject::new)), 1);
  }

  private Answer get(Request request) {
    return Answer.success(
        jobs.asked(request.key(), module(request.params())).orElseGet(JsonObject::new));
  }

  private static JsonElement params(Inbound message) {
    try {
      JsonElement params = StrictJson.parseObject(message.payload()).get("params");
      return params == null ? JsonNull.INSTANCE : params;
    } catch (BadJsonException e) {
      LOG.info("{}: not JSON on {}: {}", message.key(), message.topic(), e.getMessage());
      return JsonNull.INSTANCE;
    }
  }

  private static String module(JsonElement params) {
    String module = text(params, "module");
    return module.isEmpty() || module.length() > MAX_NAME ? Firmware.DEFAULT_MODULE : module;
  }

  private static String text(JsonElement params, String name) {
    return params instanceof JsonObject object && object.get(name) instanceof JsonPrimitive text
        ? text.getAsString()
        : "";
  }
}
