@echo off
rem Runs Earshot with the Java that its release carries, or with the one that JAVA_HOME or the PATH names (17 or newer).
setlocal
set "HOME_DIR=%~dp0."
set "JAVA=%HOME_DIR%\runtime\bin\java.exe"
if not exist "%JAVA%" if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
if not exist "%JAVA%" set "JAVA=java"
set OMP_WAIT_POLICY=passive
"%JAVA%" -XX:+UseSerialGC -Xms2m -XX:NewSize=1m -Xmx256m -Xss512k -XX:TieredStopAtLevel=1 -XX:MaxDirectMemorySize=128m -Xshare:auto ^
  -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 -Dio.netty.allocator.type=unpooled -Djava.awt.headless=true ^
  "-Dearshot.home=%HOME_DIR%" "-Dearshot.launcher=%HOME_DIR%\earshot.cmd" "-Dearshot.config=%HOME_DIR%\conf\earshot.yaml" ^
  -jar "%HOME_DIR%\earshot.jar" %*
