// %% todo
var energy = 1.0;
Check.Energy(energy)
