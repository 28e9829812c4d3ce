/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.api.cota.RemoteConfigurationListener;
import org.kuralink.api.cota.RemoteConfigurationState;
import org.kuralink.cota.Mischief.Kind;
import org.kuralink.cota.apply.SnapshotText;

/** Failing foreign code: each job has an outcome in time, and the next configuration is applied. */
class ForeignCodeTest {

  private static final String GOOD = "{\"org.kuralink.thing~main\":{\"validation\":\"warn\"}}";

  private final CountedCalls calls = new CountedCalls();

  @AfterEach
  void release() {
    calls.release();
  }

  private Mischief mischief(Kind kind) {
    return calls.mischief(kind);
  }

  private void until(Gateway gateway, BooleanSupplier condition) {
    calls.until(gateway, condition);
  }

  /** A foreign applier, one of whose methods fails. */
  private static final class Foreign implements ConfigurationApplier {

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile String wrong;
    private volatile Runnable how = () -> {};
    private volatile boolean refuses;

    private void called(String call) {
      calls.add(call);
      if (call.equals(wrong)) {
        how.run();
      }
    }

    @Override
    public byte[] prepare(ConfigurationFile file) {
      called("prepare");
      return "snapshot".equals(wrong) ? null : new byte[] {1};
    }

    @Override
    public void apply(ConfigurationFile file) throws ConfigurationException {
      called("apply");
      if (refuses) {
        throw new ConfigurationException("asked to refuse");
      }
    }

    @Override
    public boolean isInForce(ConfigurationFile file) {
      called("isInForce");
      return true;
    }

    @Override
    public void restore(byte[] snapshot) {
      called("restore");
    }

    @Override
    public void commit(ConfigurationFile file) {
      called("commit");
    }
  }

  private Gateway gateway(String applier) {
    Gateway gateway = Gateway.first(Life.whole());
    gateway.callsOn(calls::thread);
    gateway.components.add(
        Gateway.COTA,
        new FakeComponents.FormBuilder(),
        Map.of("connection", "main", "applier", applier));
    return gateway;
  }

  private Gateway with(Foreign applier) {
    Gateway gateway = gateway("foreign");
    gateway.cota.addApplier(applier, Map.of(ConfigurationApplier.NAME, "foreign"));
    gateway.start();
    return gateway;
  }

  private ConfigurationResult pushed(Gateway gateway, String content) {
    until(gateway, () -> gateway.session.answeredForAll().contains("thing.config.push"));
    long before = newest(gateway);
    Optional<ConfigurationResult> last = gateway.cota.status().last();
    gateway.push(content);
    until(
        gateway,
        () ->
            gateway.cota.status().state() == RemoteConfigurationState.IDLE
                && newest(gateway) > before
                && !gateway.cota.status().last().equals(last));
    return gateway.cota.status().last().orElseThrow();
  }

  private static long newest(Gateway gateway) {
    return gateway.cota.history().stream().mapToLong(ConfigurationVersion::number).max().orElse(0);
  }

  static Stream<Arguments> callsAndKinds() {
    return Stream.of("prepare", "apply", "commit", "restore")
        .flatMap(call -> Stream.of(Kind.values()).map(kind -> Arguments.of(call, kind)));
  }

  @ParameterizedTest
  @MethodSource("callsAndKinds")
  void everyApplierFailureHasAnOutcomeAndTheNextFileIsApplied(String call, Kind kind) {
    Foreign applier = new Foreign();
    Gateway gateway = with(applier);
    applier.wrong = call;
    applier.how = mischief(kind)::happen;
    applier.refuses = call.equals("restore");

    ConfigurationResult result = pushed(gateway, GOOD);

    assertEquals(
        switch (call) {
          case "prepare" -> ConfigurationOutcome.REFUSED;
          case "restore" -> ConfigurationOutcome.BROKEN;
          default -> ConfigurationOutcome.RESTORED;
        },
        result.outcome());
    assertTrue(result.message().contains("the applier foreign (" + Foreign.class.getName() + ")"));
    assertFalse(result.message().contains("with a value"), result.message());
    assertEquals(!call.equals("prepare"), applier.calls.contains("restore"));

    applier.wrong = "nothing";
    applier.refuses = false;
    assertEquals(ConfigurationOutcome.APPLIED, pushed(gateway, GOOD + " ").outcome());
  }

  @ParameterizedTest
  @EnumSource
  void aFailedInForceQueryLeadsToAnotherTrial(Kind kind) {
    Foreign applier = new Foreign();
    Gateway killed = with(applier);
    killed.push(GOOD);
    until(killed, () -> killed.cota.status().state() == RemoteConfigurationState.CONFIRMING);
    Gateway next = killed.nextProcess();
    next.threads = killed.threads;
    next.cota.addApplier(applier, Map.of(ConfigurationApplier.NAME, "foreign"));
    applier.wrong = "isInForce";
    applier.how = mischief(kind)::happen;
    next.start();
    until(next, () -> next.cota.history().get(0).outcome() == ConfigurationOutcome.APPLIED);
    assertEquals(
        List.of("prepare", "apply", "isInForce", "restore", "apply", "commit"), applier.calls);
  }

  @Test
  void aNullSnapshotIsAFailure() {
    Foreign applier = new Foreign();
    applier.wrong = "snapshot";
    Gateway gateway = with(applier);
    CompletableFuture<Reply> reply = gateway.push(GOOD);
    until(gateway, reply::isDone);
    assertEquals(400, reply.join().code().value());
    assertEquals(
        "apply: the applier foreign (" + Foreign.class.getName() + ") returned null",
        reply.join().message().orElseThrow());
  }

  @Test
  void anApplierThatAlwaysHangsKeepsFewThreads() {
    Foreign applier = new Foreign();
    Gateway gateway = with(applier);
    applier.wrong = "prepare";
    applier.how = mischief(Kind.IS_DEAF)::happen;
    for (int i = 0; i < ForeignCalls.MAX_HANGING + 2; i++) {
      ConfigurationResult result = pushed(gateway, GOOD + " ".repeat(i));
      assertEquals(ConfigurationOutcome.REFUSED, result.outcome());
    }
    assertEquals(ForeignCalls.MAX_HANGING, applier.calls.size());
    calls.release();
    applier.wrong = "nothing";
    String more = "";
    ConfigurationResult result = gateway.cota.status().last().orElseThrow();
    while (!result.isSuccess()) {
      more += "\n";
      result = pushed(gateway, GOOD + more);
    }
    assertEquals(ConfigurationOutcome.APPLIED, result.outcome());
  }

  /** A listener that accepts every file. */
  private static final class Willing implements RemoteConfigurationListener {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public void configured(ConfigurationFile file) {
      heard.add("configured");
    }

    @Override
    public void withdrawn(ConfigurationFile file) {
      heard.add("withdrawn");
    }
  }

  /** A listener that misbehaves. */
  private static final class Unwilling implements RemoteConfigurationListener {

    private final Mischief mischief;
    private final boolean onWithdrawal;
    private volatile boolean good;

    Unwilling(Mischief mischief, boolean onWithdrawal) {
      this.mischief = mischief;
      this.onWithdrawal = onWithdrawal;
    }

    @Override
    public void configured(ConfigurationFile file) throws ConfigurationException {
      if (good) {
        return;
      }
      if (onWithdrawal) {
        throw new ConfigurationException("asked to refuse");
      }
      mischief.happen();
    }

    @Override
    public void withdrawn(ConfigurationFile file) {
      if (onWithdrawal && !good) {
        mischief.happen();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailingFileListenerHasAnOutcomeAndTheOthersAreCalled(Kind kind) {
    for (boolean onWithdrawal : new boolean[] {false, true}) {
      Gateway gateway = gateway("file");
      Willing before = new Willing();
      Unwilling listener = new Unwilling(mischief(kind), onWithdrawal);
      Willing behind = new Willing();
      gateway.cota.addFileListener(before, Map.of());
      gateway.cota.addFileListener(listener, Map.of());
      gateway.cota.addFileListener(behind, Map.of());
      gateway.start();

      ConfigurationResult result = pushed(gateway, "one");

      assertEquals(
          onWithdrawal ? ConfigurationOutcome.BROKEN : ConfigurationOutcome.RESTORED,
          result.outcome());
      assertTrue(
          result.message().contains("the listener " + Unwilling.class.getName()), result.message());
      assertEquals(List.of("configured", "withdrawn"), before.heard);
      assertEquals(List.of("withdrawn"), behind.heard);
      listener.good = true;
      assertEquals(ConfigurationOutcome.APPLIED, pushed(gateway, "two").outcome());
      assertEquals("configured", behind.heard.get(behind.heard.size() - 1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aListenerOfStatesDelaysNobody(Kind kind) {
    Mischief mischief = mischief(kind);
    Gateway gateway = gateway("components");
    gateway.start();
    gateway.cota.addListener(status -> mischief.happen());
    List<RemoteConfigurationState> heard = new CopyOnWriteArrayList<>();
    gateway.cota.addListener(status -> heard.add(status.state()));
    assertEquals(ConfigurationOutcome.APPLIED, pushed(gateway, GOOD).outcome());
    until(gateway, () -> heard.size() >= 5);
    assertEquals(
        List.of(
            RemoteConfigurationState.DOWNLOADING,
            RemoteConfigurationState.VALIDATING,
            RemoteConfigurationState.APPLYING,
            RemoteConfigurationState.CONFIRMING,
            RemoteConfigurationState.IDLE),
        heard);
  }

  @ParameterizedTest
  @EnumSource
  void theContinuationOfACallerDelaysNothing(Kind kind) {
    Mischief mischief = mischief(kind);
    Gateway gateway = gateway("components");
    gateway.start();
    gateway.cota.request().thenAccept(result -> mischief.happen());
    until(gateway, () -> gateway.cota.status().last().isPresent());
    assertEquals(ConfigurationOutcome.APPLIED, pushed(gateway, GOOD).outcome());
  }

  @ParameterizedTest
  @EnumSource
  void configurationAdminThatBlocksIsGivenUp(Kind kind) {
    Gateway gateway = gateway("components");
    gateway.start();
    assertTakenBack(gateway, mischief(kind));
  }

  @ParameterizedTest
  @EnumSource
  void kuraThatBlocksIsGivenUp(Kind kind) {
    Gateway gateway = Gateway.firstOnKura(Life.whole());
    gateway.callsOn(calls::thread);
    gateway.start();
    assertTakenBack(gateway, mischief(kind));
  }

  private void assertTakenBack(Gateway gateway, Mischief mischief) {
    List<String> updates = new CopyOnWriteArrayList<>();
    gateway.components.beforeUpdate(
        () -> {
          updates.add("update");
          if (updates.size() == 2) {
            mischief.happen();
          }
        });
    String before = SnapshotText.of(gateway.components.everything());
    ConfigurationResult result =
        pushed(
            gateway,
            "{\"org.kuralink.thing~main\":{\"validation\":\"warn\"},"
                + "\"org.kuralink.connection~main\":{\"clean.session\":true}}");
    assertEquals(ConfigurationOutcome.RESTORED, result.outcome(), result.message());
    assertEquals(Optional.of(ConfigurationStep.APPLY), result.failedStep());
    assertEquals(before, SnapshotText.of(gateway.components.everything()));
    assertEquals(ConfigurationOutcome.APPLIED, pushed(gateway, GOOD).outcome());
  }
}
