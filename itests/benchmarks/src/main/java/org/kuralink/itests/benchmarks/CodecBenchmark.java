/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.AlinkMessage;
import org.kuralink.api.codec.AlinkRequest;
import org.kuralink.api.codec.AlinkTopic;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MalformedMessageException;
import org.kuralink.api.codec.MessageId;
import org.kuralink.codec.AlinkCodecComponent;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Compares the codec with a plain Gson tree. Reading ends with the parts that the next stage needs:
 * slices for the codec, subtrees for the tree. Writing ends with the bytes for the link.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {

  private static final byte[] SET =
      ("{\"method\":\"thing.service.property.set\",\"id\":\"105917531\",\"params\":"
              + Sample.PARAMS
              + ",\"version\":\"1.0.0\"}")
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] REPLY =
      "{\"code\":200,\"data\":{},\"id\":\"1748\",\"message\":\"success\",\"version\":\"1.0\"}"
          .getBytes(StandardCharsets.UTF_8);
  private static final String TOPIC =
      "/sys/a1KuraDemo01/gateway-01/thing/event/property/post_reply";

  private final AlinkCodec codec = new AlinkCodecComponent();
  private final JsonText params = JsonText.of(Sample.PARAMS);
  private final JsonObject paramsTree = JsonParser.parseString(Sample.PARAMS).getAsJsonObject();
  private long nextId;

  /** A request with its params, as a property set arrives. */
  @Benchmark
  public AlinkMessage decodeRequest() throws MalformedMessageException {
    return codec.decode(SET);
  }

  /** The same through a tree. */
  @Benchmark
  public Parts decodeRequestTree() {
    return fromTree(SET);
  }

  /** A reply, as each post gets one. */
  @Benchmark
  public AlinkMessage decodeReply() throws MalformedMessageException {
    return codec.decode(REPLY);
  }

  /** The same through a tree. */
  @Benchmark
  public Parts decodeReplyTree() {
    return fromTree(REPLY);
  }

  /** A request around params. */
  @Benchmark
  public byte[] encodeRequest() {
    return codec.encode(
        new AlinkRequest(MessageId.of(nextId++), "thing.event.property.post", params));
  }

  /** The same through a tree. */
  @Benchmark
  public byte[] encodeRequestTree() {
    JsonObject envelope = new JsonObject();
    envelope.addProperty("id", Long.toString(nextId++));
    envelope.addProperty("version", AlinkRequest.VERSION);
    envelope.add("params", paramsTree);
    envelope.addProperty("method", "thing.event.property.post");
    return envelope.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A topic of the platform. */
  @Benchmark
  public Optional<AlinkTopic> parseTopic() {
    return codec.parseTopic(TOPIC);
  }

  /** Ours, and the params read as a capability reads them. */
  @Benchmark
  public JsonElement decodeRequestAndParams() throws MalformedMessageException {
    return JsonParser.parseReader(codec.decode(SET).params().orElseThrow().reader());
  }

  private static Parts fromTree(byte[] payload) {
    JsonObject envelope =
        JsonParser.parseString(new String(payload, StandardCharsets.UTF_8)).getAsJsonObject();
    JsonElement code = envelope.get("code");
    JsonElement method = envelope.get("method");
    return new Parts(
        envelope.get("id").getAsString(),
        method == null ? Optional.empty() : Optional.of(method.getAsString()),
        code == null ? OptionalInt.empty() : OptionalInt.of(code.getAsInt()),
        Optional.ofNullable(envelope.get("params")),
        Optional.ofNullable(envelope.get("data")));
  }

  /** The parts that a user of the tree extracts; params and data remain trees. */
  public record Parts(
      String id,
      Optional<String> method,
      OptionalInt code,
      Optional<JsonElement> params,
      Optional<JsonElement> data) {}
}
